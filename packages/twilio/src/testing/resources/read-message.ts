import { valueOf } from '../api/operation.js';
import { TwilioApiError } from '../api/twilio-api-error.js';
import type { TwilioState } from '../state/twilio-state.js';
import { checkRecipient, checkSender } from './check-recipient.js';

/** Sources: https://www.twilio.com/docs/api/errors/21617, and 21623 */
const MAX_BODY = 1_600;
const MAX_MEDIA = 10;

/** What a message is sent by: the number or name, the service, and all senders that one can opt out of. */
interface Sender {
  readonly from: string | undefined;
  readonly serviceSid: string | undefined;
  readonly senders: readonly string[];
}

function findSender(state: TwilioState, form: URLSearchParams): Sender {
  const from = valueOf(form, 'From');
  const serviceSid = valueOf(form, 'MessagingServiceSid');
  if (serviceSid === undefined) {
    if (from === undefined) throw new TwilioApiError(400, 21603, "A 'From' phone number is required.");
    checkSender(state, from);
    return { from, serviceSid, senders: [from] };
  }
  const service = state.services.get(serviceSid);
  if (!service) throw new TwilioApiError(400, 21701, 'The Messaging Service does not exist');
  const numbers = service.phoneNumberSids.flatMap((sid) => state.phoneNumbers.get(sid) ?? []);
  if (numbers.length === 0) throw new TwilioApiError(400, 21704, 'The Messaging Service contains no phone numbers');
  const isChannel = valueOf(form, 'To')?.startsWith('whatsapp:') === true;
  return {
    from: from ?? undefined,
    serviceSid,
    senders: [serviceSid, ...numbers.map((one) => (isChannel ? `whatsapp:${one}` : one))],
  };
}

function readBody(state: TwilioState, form: URLSearchParams): string {
  const contentSid = valueOf(form, 'ContentSid');
  const body = valueOf(form, 'Body') ?? '';
  if (contentSid === undefined && body === '' && !form.has('MediaUrl')) {
    throw new TwilioApiError(400, 21602, 'Message body is required.');
  }
  if (body.length > MAX_BODY) {
    throw new TwilioApiError(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
  }
  return contentSid === undefined ? body : fillIn(state, contentSid, form.get('ContentVariables'));
}

function fillIn(state: TwilioState, sid: string, variables: string | null): string {
  const content = state.contents.get(sid);
  if (!content) throw new TwilioApiError(400, 21655, 'The ContentSid is Invalid');
  let values: Readonly<Record<string, string | undefined>>;
  try {
    values = Object(JSON.parse(variables ?? '{}')) as Record<string, string>;
  } catch {
    throw new TwilioApiError(400, 21656, 'The ContentVariables Parameter is invalid');
  }
  const [first] = Object.values(content.resource['types'] as Readonly<Record<string, { readonly body?: unknown }>>);
  const text = typeof first?.body === 'string' ? first.body : '';
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

/** When a message is to be sent; undefined for now. */
function readSchedule(state: TwilioState, form: URLSearchParams): number | undefined {
  const sendAt = valueOf(form, 'SendAt');
  if (sendAt === undefined && !form.has('ScheduleType')) return undefined;
  if (!form.has('MessagingServiceSid')) {
    throw new TwilioApiError(400, 35118, 'MessagingServiceSid is required to schedule a message');
  }
  if (form.get('ScheduleType') !== 'fixed') throw new TwilioApiError(400, 35111, 'ScheduleType must be fixed');
  const at = Date.parse(sendAt ?? '');
  const ahead = at - state.now();
  if (ahead > 300_000 && ahead <= 35 * 86_400_000) return at;
  throw new TwilioApiError(400, 35114, 'SendAt time must be between 300 seconds and 35 days in the future');
}

/** Source: https://www.twilio.com/docs/api/errors/21624 */
function checkValidityPeriod(form: URLSearchParams): void {
  const given = form.get('ValidityPeriod');
  if (given === null || (/^\d+$/.test(given) && Number(given) >= 1 && Number(given) <= 36_000)) return;
  throw new TwilioApiError(400, 21624, 'Invalid validity period value');
}

function readMedia(form: URLSearchParams): readonly string[] {
  const urls = form.getAll('MediaUrl');
  if (urls.length > MAX_MEDIA) throw new TwilioApiError(400, 21623, 'Number of media files exceeds allowed limit');
  if (!urls.every((url) => isUrl(url))) throw new TwilioApiError(400, 21620, 'Invalid media URL(s)');
  return urls;
}

const isUrl = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);

function readStatusCallback(
  state: TwilioState,
  form: URLSearchParams,
  serviceSid: string | undefined,
): string | undefined {
  const ofService = state.services.get(serviceSid ?? '')?.resource['status_callback'];
  const url = valueOf(form, 'StatusCallback') ?? (ofService as string | null | undefined) ?? undefined;
  if (url === undefined || isUrl(url)) return url;
  throw new TwilioApiError(400, 21609, 'The StatusCallback URL is not valid');
}

/** A message that somebody wants sent. */
export interface ReadMessage extends Sender {
  readonly to: string;
  readonly body: string;
  readonly mediaUrls: readonly string[];
  /** Undefined for now. */
  readonly sendAt: number | undefined;
  readonly statusCallback: string | undefined;
}

/** Reads the request for a message, and refuses what Twilio refuses. */
export function readMessage(state: TwilioState, form: URLSearchParams): ReadMessage {
  const to = valueOf(form, 'To');
  if (to === undefined) throw new TwilioApiError(400, 21604, "A 'To' phone number is required.");
  const sender = findSender(state, form);
  checkRecipient(state, to, sender.senders);
  checkValidityPeriod(form);
  return {
    ...sender,
    to,
    body: readBody(state, form),
    mediaUrls: readMedia(form),
    sendAt: readSchedule(state, form),
    statusCallback: readStatusCallback(state, form, sender.serviceSid),
  };
}
