import type { NoTemplates, TextTemplates } from '../../messages/text-template.js';
import { bindOperation, type Operation, type OperationHost } from '../bind-operation.js';
import { cancelMessage, type MessageReference, retrieveMessage } from './cancel-message.js';
import type { MessageChannel } from './compose-message.js';
import type {
  MessageSchedule,
  ScheduleMessageInput,
  SendMessageInput,
  UntemplatedMessageInput,
} from './message-input.js';
import type { MessageResult } from './message-result.js';
import { scheduleMessage, sendMessage } from './send-message.js';

/** What the operations on messages of all integrations have in common, whichever text templates they have. */
export interface AnyMessageOperations {
  /** Sends a message: at most once, whatever becomes of the answer. */
  readonly send: Operation<UntemplatedMessageInput, MessageResult>;
  /** Has Twilio send a message later, through a Messaging Service. */
  readonly schedule: Operation<UntemplatedMessageInput & MessageSchedule, MessageResult>;
  /** Cancels a scheduled message. */
  readonly cancel: Operation<MessageReference, MessageResult>;
  /** Asks where a message stands. */
  readonly retrieve: Operation<MessageReference, MessageResult>;
}

/** Curated operations on messages, the same for SMS and WhatsApp. */
export interface MessageOperations<Templates extends TextTemplates = NoTemplates> extends AnyMessageOperations {
  readonly send: Operation<SendMessageInput<Templates>, MessageResult>;
  readonly schedule: Operation<ScheduleMessageInput<Templates>, MessageResult>;
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
