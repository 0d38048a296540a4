import type { TextTemplates } from '../../messages/text-template.js';
import type { OperationDefinition } from '../bind-operation.js';
import { type ComposedMessage, composeMessage, type MessageChannel } from './compose-message.js';
import { findSentMessage } from './find-sent-message.js';
import {
  type ParsedMessage,
  type ScheduleMessageInput,
  type SendMessageInput,
  scheduleMessageShape,
  sendMessageShape,
} from './message-input.js';
import { type MessageResult, toMessageResult } from './message-result.js';

type MessageOperation<Input> = OperationDefinition<Input, ParsedMessage, ComposedMessage, MessageResult>;

const common = (channel: MessageChannel): Omit<MessageOperation<never>, 'name' | 'input' | '~given'> => ({
  feature: channel,
  // WhatsApp has addresses of its own: a Mexican one (`+521...`) has a digit more than its number.
  numbers: ({ to }) => (channel === 'sms' ? { to } : {}),
  prepare: (input, host, issues) => composeMessage(channel, input, host, issues),
  async call(client, { params, text }, { host }) {
    const result = toMessageResult(await client.messages.create(params), text);
    host.recentIds.add(result.messageSid);
    return result;
  },
  toLookUp: ({ onUnknownOutcome }) => (onUnknownOutcome === 'look_up' ? findSentMessage : undefined),
});

/** Sends a message. Twilio knows no idempotency keys for it: after an unknown outcome it is not sent again. */
export function sendMessage<Templates extends TextTemplates>(
  channel: MessageChannel,
): MessageOperation<SendMessageInput<Templates>> {
  return { ...common(channel), name: `${channel}.send`, input: sendMessageShape };
}

/** Hands Twilio a message to be sent later. Not repeated after an unknown outcome either. */
export function scheduleMessage<Templates extends TextTemplates>(
  channel: MessageChannel,
): MessageOperation<ScheduleMessageInput<Templates>> {
  return { ...common(channel), name: `${channel}.schedule`, input: scheduleMessageShape };
}
