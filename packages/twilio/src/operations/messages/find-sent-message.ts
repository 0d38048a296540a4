import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { LookUp } from '../bind-operation.js';
import { CLOCK_TOLERANCE, LOOK_AGAIN_AFTER } from '../look-up-policy.js';
import type { ComposedMessage } from './compose-message.js';
import { type MessageResult, toMessageResult } from './message-result.js';

/**
 * Looks for a message that may have been sent: to the same person, with the same text, since the call began. The newest
 * fifty to that person are looked at. Another call that sends the same text to the same person at the same time cannot be
 * told apart.
 */
export const findSentMessage: LookUp<ComposedMessage, MessageResult> = async (client, { params, text }, facts) => {
  const { startedAt, host, signal } = facts;
  for (const pause of [0, ...LOOK_AGAIN_AFTER]) {
    if (pause > 0) await host.sleep(pause, signal);
    const list = await client.messages.list({ to: params.to, limit: 50, pageSize: 50 });
    const found = list.find((message) => isTheSame(message, params, startedAt - CLOCK_TOLERANCE));
    if (found !== undefined) return toMessageResult(found, text);
  }
  // Not `undefined`, which would say that it surely was not sent, and have it sent again.
  throw new Error('The message is not in the list, and may still be on its way');
};

function isTheSame(message: MessageInstance, params: ComposedMessage['params'], since: number): boolean {
  const { body = '', from, messagingServiceSid } = params;
  const isSender = from === undefined ? message.messagingServiceSid === messagingServiceSid : message.from === from;
  // A trial account puts a sentence before the text.
  return message.dateCreated?.getTime() >= since && isSender && message.body?.endsWith(body) === true;
}
