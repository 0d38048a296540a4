import type { TextTemplates } from '../../messages/text-template.js';
import { bindOperation, type Operation, type OperationHost } from '../bind-operation.js';
import { cancelMessage, type MessageReference, retrieveMessage } from './cancel-message.js';
import type { MessageChannel } from './compose-message.js';
import type { ScheduleMessageInput, SendMessageInput } from './message-input.js';
import type { MessageResult } from './message-result.js';
import { scheduleMessage, sendMessage } from './send-message.js';

/** Curated operations on messages, the same for SMS and WhatsApp. */
export interface MessageOperations<Templates extends TextTemplates = TextTemplates> {
  /** Sends a message: at most once, whatever becomes of the answer. */
  readonly send: Operation<SendMessageInput<Templates>, MessageResult>;
  /** Has Twilio send a message later, through a Messaging Service. */
  readonly schedule: Operation<ScheduleMessageInput<Templates>, MessageResult>;
  /** Cancels a scheduled message. */
  readonly cancel: Operation<MessageReference, MessageResult>;
  /** Asks where a message stands. */
  readonly retrieve: Operation<MessageReference, MessageResult>;
}

/** Binds the operations of a channel. */
export function createMessageOperations<Templates extends TextTemplates>(
  channel: MessageChannel,
  host: OperationHost,
): MessageOperations<Templates> {
  return Object.freeze({
    send: bindOperation(sendMessage<Templates>(channel), host),
    schedule: bindOperation(scheduleMessage<Templates>(channel), host),
    cancel: bindOperation(cancelMessage(channel), host),
    retrieve: bindOperation(retrieveMessage(channel), host),
  });
}
