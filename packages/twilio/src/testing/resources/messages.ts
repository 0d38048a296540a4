import { type Operation, type OperationCall, valueOf } from '../api/operation.js';
import { toPage } from '../api/paginate.js';
import { badRequest, notFound, TwilioApiError } from '../api/twilio-api-error.js';
import type { EmulatedMessage } from '../state/twilio-state.js';
import { addMessage, type MessageLife } from './message-life.js';
import { readMessage } from './read-message.js';

const ROUTE = '/2010-04-01/Accounts/{AccountSid}/Messages';
const FINAL = ['delivered', 'undelivered', 'failed', 'canceled', 'received', 'read'];

function find(call: OperationCall): EmulatedMessage {
  const message = call.state.messages.find(({ sid }) => sid === call.parameters['Sid']);
  if (!message) throw notFound(call.uri);
  return message;
}

/** Source: https://www.twilio.com/docs/api/errors/20009 */
function assertFinal({ status }: EmulatedMessage): void {
  if (!FINAL.includes(status)) throw new TwilioApiError(400, 20009, 'Cannot change a message before it is complete');
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
        const { to, from, serviceSid, senders, body, mediaUrls, sendAt, statusCallback } = readMessage(state, form);
        return () => {
          const direct = serviceSid === undefined ? 'queued' : 'accepted';
          const message = addMessage(state, {
            to,
            from: from ?? (sendAt === undefined ? senders.find((one) => one !== serviceSid) : undefined),
            body,
            mediaUrls,
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
        if (form.has('Status') && form.get('Status') !== 'canceled') throw badRequest('Status must be canceled');
        if (form.has('Status') && message.status !== 'scheduled') {
          throw new TwilioApiError(409, 30409, 'This message cannot be canceled');
        }
        if (form.has('Body') && form.get('Body') !== '') throw badRequest('Body can only be emptied');
        if (form.has('Body')) assertFinal(message);
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
        assertFinal(message);
        return () => {
          call.state.messages.splice(call.state.messages.indexOf(message), 1);
          return undefined;
        };
      },
    },
  ];
}
