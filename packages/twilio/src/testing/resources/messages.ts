import { type Operation, type OperationCall, valueOf } from '../api/operation.js';
import { toPage } from '../api/paginate.js';
import { notFound, TwilioApiError } from '../api/twilio-api-error.js';
import type { EmulatedMessage, TwilioState } from '../state/twilio-state.js';
import { checkRecipient, checkSender } from './check-recipient.js';
import { addMessage, type MessageLife } from './message-life.js';

const ROUTE = '/2010-04-01/Accounts/{AccountSid}/Messages';
const MAX_BODY = 1_600;
const FINAL = ['delivered', 'undelivered', 'failed', 'canceled', 'received', 'read'];

/** What a message is sent by: the number or name, the service, and all senders that one can opt out of. */
interface Sender {
  readonly from: string | undefined;
  readonly serviceSid: string | undefined;
  readonly all: readonly string[];
}

function findSender(state: TwilioState, form: URLSearchParams): Sender {
  const from = valueOf(form, 'From');
  const serviceSid = valueOf(form, 'MessagingServiceSid');
  if (serviceSid === undefined) {
    if (from === undefined) throw new TwilioApiError(400, 21603, "A 'From' phone number is required.");
    checkSender(state, from);
    return { from, serviceSid, all: [from] };
  }
  const service = state.services.get(serviceSid);
  if (!service) throw new TwilioApiError(400, 21701, 'The Messaging Service does not exist');
  const numbers = service.phoneNumberSids.flatMap((sid) => state.phoneNumbers.get(sid) ?? []);
  if (numbers.length === 0) throw new TwilioApiError(400, 21704, 'The Messaging Service contains no phone numbers');
  const isChannel = valueOf(form, 'To')?.startsWith('whatsapp:') === true;
  return {
    from: from ?? undefined,
    serviceSid,
    all: [serviceSid, ...numbers.map((one) => (isChannel ? `whatsapp:${one}` : one))],
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

function find(call: OperationCall): EmulatedMessage {
  const message = call.state.messages.find(({ sid }) => sid === call.parameters['Sid']);
  if (!message) throw notFound(call.uri);
  return message;
}

const isOnDay = (date: string | null, day: string): boolean =>
  date !== null && new Date(date).toISOString().startsWith(day.slice(0, 10));

function matches(message: EmulatedMessage, form: URLSearchParams): boolean {
  const sent = Date.parse(message.date_sent ?? message.date_created);
  const [on, before, after] = ['DateSent', 'DateSent<', 'DateSent>'].map((name) => valueOf(form, name));
  return (
    (!form.has('To') || message.to === form.get('To')) &&
    (!form.has('From') || message.from === form.get('From')) &&
    (on === undefined || isOnDay(message.date_sent, on)) &&
    (before === undefined || sent <= Date.parse(before)) &&
    (after === undefined || sent >= Date.parse(after))
  );
}

/** The endpoints of messages. */
export function createMessageEndpoints(life: MessageLife): readonly Operation[] {
  return [
    {
      route: `POST ${ROUTE}.json`,
      status: 201,
      simulated: [
        'To',
        'From',
        'MessagingServiceSid',
        'Body',
        'MediaUrl',
        'ContentSid',
        'ContentVariables',
        'StatusCallback',
        'ScheduleType',
        'SendAt',
      ],
      ignored: [
        'ApplicationSid',
        'MaxPrice',
        'ProvideFeedback',
        'Attempt',
        'ValidityPeriod',
        'ForceDelivery',
        'ContentRetention',
        'AddressRetention',
        'SmartEncoded',
        'PersistentAction',
        'TrafficType',
        'ShortenUrls',
        'SendAsMms',
        'RiskCheck',
        'FallbackFrom',
      ],
      prepare({ state, form }) {
        const to = valueOf(form, 'To');
        if (to === undefined) throw new TwilioApiError(400, 21604, "A 'To' phone number is required.");
        const { from, serviceSid, all } = findSender(state, form);
        checkRecipient(state, to, all);
        const body = readBody(state, form);
        const sendAt = readSchedule(state, form);
        const ofService = state.services.get(serviceSid ?? '')?.resource['status_callback'];
        const statusCallback = valueOf(form, 'StatusCallback') ?? (ofService as string | null | undefined) ?? undefined;
        if (statusCallback !== undefined && !URL.canParse(statusCallback)) {
          throw new TwilioApiError(400, 21609, 'The StatusCallback URL is not valid');
        }
        return () => {
          const direct = serviceSid === undefined ? 'queued' : 'accepted';
          const message = addMessage(state, {
            to,
            from: from ?? (sendAt === undefined ? all.find((one) => one !== serviceSid) : undefined),
            body,
            mediaUrls: form.getAll('MediaUrl'),
            messagingServiceSid: serviceSid,
            direction: 'outbound-api',
            status: sendAt === undefined ? direct : 'scheduled',
          });
          if (statusCallback !== undefined) life.report(message, statusCallback);
          life.begin(message, sendAt ?? state.now());
          return { ...message };
        };
      },
    },
    {
      route: `GET ${ROUTE}.json`,
      simulated: ['To', 'From', 'DateSent', 'DateSent<', 'DateSent>', 'PageSize', 'Page'],
      ignored: ['PageToken'],
      prepare: (call) => () =>
        toPage(call, 'messages', call.state.messages.filter((one) => matches(one, call.form)).toReversed()),
    },
    {
      route: `GET ${ROUTE}/{Sid}`,
      simulated: [],
      prepare(call) {
        const message = find(call);
        return () => ({ ...message });
      },
    },
    {
      route: `POST ${ROUTE}/{Sid}`,
      simulated: ['Status', 'Body'],
      prepare(call) {
        const message = find(call);
        const { form } = call;
        if (form.get('Status') === 'canceled' && message.status !== 'scheduled') {
          throw new TwilioApiError(409, 30409, 'This message cannot be canceled');
        }
        if (form.has('Body') && !FINAL.includes(message.status)) {
          throw new TwilioApiError(400, 20009, 'Cannot redact message before it has reached its final state');
        }
        return () => {
          if (form.get('Status') === 'canceled') life.enter(message, 'canceled');
          if (form.get('Body') === '') message.body = '';
          return { ...message };
        };
      },
    },
    {
      route: `DELETE ${ROUTE}/{Sid}`,
      status: 204,
      simulated: [],
      prepare(call) {
        const message = find(call);
        return () => {
          call.state.messages.splice(call.state.messages.indexOf(message), 1);
          return undefined;
        };
      },
    },
  ];
}
