import { TwilioApiError } from '../api/twilio-api-error.js';
import type { TwilioState } from '../state/twilio-state.js';

type Refusal = readonly [code: number, message: string];

/**
 * Numbers that Twilio's own test credentials give a meaning. Source:
 * https://www.twilio.com/docs/iam/test-credentials
 */
const MAGIC_RECIPIENTS: Readonly<Record<string, Refusal>> = {
  '+15005550001': [21211, "The 'To' number is not a valid phone number."],
  '+15005550002': [21612, "The 'To' phone number is not currently reachable via SMS."],
  '+15005550003': [21408, 'Permission to send an SMS has not been enabled for the region indicated by the To number.'],
  '+15005550004': [21610, 'Attempt to send to unsubscribed recipient'],
  '+15005550009': [21614, 'To number is not a valid mobile number'],
};

const MAGIC_SENDERS: Readonly<Record<string, Refusal>> = {
  '+15005550001': [21212, "The 'From' number is not a valid phone number."],
  '+15005550007': [21606, "The 'From' phone number provided is not a valid message-capable Twilio phone number."],
  '+15005550008': [21611, "This 'From' number has exceeded the maximum number of queued messages."],
};

const E164 = /^\+[1-9]\d{6,14}$/;
const bare = (address: string): string => address.replace(/^whatsapp:/, '');

/** Refuses a recipient whom messages cannot reach, or who has opted out of what comes from a sender. */
export function checkRecipient(state: TwilioState, to: string, senders: readonly string[]): void {
  const magic = MAGIC_RECIPIENTS[bare(to)];
  if (magic) throw new TwilioApiError(400, ...magic);
  if (!E164.test(bare(to))) throw new TwilioApiError(400, 21211, `Invalid 'To' Phone Number: ${to.slice(0, 40)}`);
  if (!senders.some((sender) => state.optOuts.has(`${sender} ${to}`))) return;
  throw new TwilioApiError(400, 21610, 'Attempt to send to unsubscribed recipient');
}

/** Refuses a sender that is not the account's. */
export function checkSender(state: TwilioState, from: string): void {
  const magic = MAGIC_SENDERS[from];
  if (magic) throw new TwilioApiError(400, ...magic);
  const isOwn = [...state.phoneNumbers.values()].includes(bare(from));
  // A name needs no number; which ones are allowed differs by country.
  if (isOwn || /^(?=.*[a-zA-Z])[a-zA-Z0-9 &+_-]{1,11}$/.test(from)) return;
  throw new TwilioApiError(
    400,
    21606,
    `The 'From' phone number provided (${from}) is not a valid message-capable Twilio phone number.`,
  );
}
