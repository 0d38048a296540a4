import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { LookUp } from '../bind-operation.js';
import { findTheOne } from '../look-up-policy.js';
import type { ComposedMessage } from './compose-message.js';
import { type MessageResult, toMessageResult } from './message-result.js';

/** The newest that are looked at. One page: a list whose next page is itself would have no end. */
const NEWEST = 50;

/** What Twilio puts before each text of a trial account. It changes nothing else in a text. */
const TRIAL_PREFIX = 'Sent from your Twilio trial account - ';

/** Looks for a message that may have been sent, among the newest to the same person. */
export const findSentMessage: LookUp<ComposedMessage, MessageResult> = async (client, { params, text }, facts) => {
  const found = await findTheOne(
    facts,
    async () => (await client.messages.page({ to: params.to, pageSize: NEWEST })).instances,
    (message) => isTheSame(message, params),
  );
  return toMessageResult(found, text);
};

/** By everything that a list shows of what was asked for. When it is sent is not among it. */
function isTheSame(message: MessageInstance, params: ComposedMessage['params']): boolean {
  const { to, body = '', from, messagingServiceSid, mediaUrl = [], sendAt } = params;
  const { status } = message;
  return (
    message.direction === 'outbound-api' &&
    message.to === to &&
    (message.body === body || message.body === TRIAL_PREFIX + body) &&
    (from === undefined || message.from === from) &&
    (message.messagingServiceSid || undefined) === messagingServiceSid &&
    message.numMedia === String(mediaUrl.length) &&
    (sendAt === undefined ? status !== 'scheduled' && status !== 'canceled' : status === 'scheduled')
  );
}
