import { type Operation, type OperationCall, valueOf } from '../api/operation.js';
import { toPage } from '../api/paginate.js';
import { badRequest, notFound, TwilioApiError } from '../api/twilio-api-error.js';
import type { Callbacks } from '../callbacks.js';
import { type EmulatedCall, type TwilioState, toRfc2822 } from '../state/twilio-state.js';
import { assertTwiml, readCall } from './read-call.js';

const ROUTE = '/2010-04-01/Accounts/{AccountSid}/Calls';
const UPDATES = ['canceled', 'completed'];
const ENDED = ['completed', 'busy', 'failed', 'no-answer', 'canceled'];
/** The names that callbacks are ordered by, for each status. */
const EVENTS: Readonly<Record<string, string>> = { ringing: 'ringing', 'in-progress': 'answered' };

/** Seconds after which it rings, is taken, and ends. */
const LIFE: readonly (readonly [status: string, after: number])[] = [
  ['ringing', 1_000],
  ['in-progress', 5_000],
  ['completed', 35_000],
];

function find(call: OperationCall): EmulatedCall {
  const found = call.state.calls.find(({ sid }) => sid === call.parameters['Sid']);
  if (!found) throw notFound(call.uri);
  return found;
}

function newCall(state: TwilioState, to: string, from: string): EmulatedCall {
  const now = toRfc2822(state.now());
  const sid = state.identifier('CA');
  const uri = `/2010-04-01/Accounts/${state.accountSid}/Calls/${sid}`;
  return {
    sid,
    account_sid: state.accountSid,
    to,
    to_formatted: to,
    from,
    from_formatted: from,
    parent_call_sid: null,
    phone_number_sid: [...state.phoneNumbers].find(([, number]) => number === from)?.[0] ?? null,
    status: 'queued',
    start_time: null,
    end_time: null,
    duration: null,
    price: null,
    price_unit: 'USD',
    direction: 'outbound-api',
    answered_by: null,
    api_version: '2010-04-01',
    forwarded_from: null,
    group_sid: null,
    caller_name: null,
    queue_time: '0',
    trunk_sid: null,
    date_created: now,
    date_updated: now,
    uri: `${uri}.json`,
    subresource_uris: { recordings: `${uri}/Recordings.json` },
  };
}

/** The endpoints of calls. */
export function createCallEndpoints(callbacks: Callbacks): readonly Operation[] {
  /** Where each call is reported, which of its events, and how many were. */
  const reports = new Map<string, { readonly url: string; readonly events: readonly string[]; sequence: number }>();

  const enter = (state: TwilioState, call: EmulatedCall, status: string): void => {
    call.status = status;
    call.date_updated = toRfc2822(state.now());
    if (status === 'in-progress') call.start_time = call.date_updated;
    if (ENDED.includes(status)) {
      call.end_time = call.date_updated;
      const seconds = (state.now() - Date.parse(call.start_time ?? call.end_time)) / 1_000;
      call.duration = String(Math.max(0, Math.round(seconds)));
    }
    const report = reports.get(call.sid);
    if (!report?.events.includes(ENDED.includes(status) ? 'completed' : (EVENTS[status] ?? 'initiated'))) return;
    callbacks.send({
      url: report.url,
      type: 'call.status',
      id: `${call.sid}:${report.sequence}`,
      form: {
        CallSid: call.sid,
        CallStatus: status,
        AccountSid: state.accountSid,
        ApiVersion: '2010-04-01',
        From: call.from,
        To: call.to,
        Direction: call.direction,
        SequenceNumber: String(report.sequence++),
        CallbackSource: 'call-progress-events',
        Timestamp: call.date_updated,
        CallDuration: call.duration ?? undefined,
      },
    });
  };

  return [
    {
      route: `POST ${ROUTE}.json`,
      status: 201,
      simulated: ['To', 'From', 'Url', 'Twiml', 'StatusCallback', 'StatusCallbackEvent'],
      ignored: [
        'Method',
        'FallbackUrl',
        'FallbackMethod',
        'StatusCallbackMethod',
        'SendDigits',
        'Timeout',
        'Record',
        'RecordingChannels',
        'RecordingStatusCallback',
        'RecordingStatusCallbackMethod',
        'SipAuthUsername',
        'SipAuthPassword',
        'MachineDetection',
        'MachineDetectionTimeout',
        'RecordingStatusCallbackEvent',
        'Trim',
        'CallerId',
        'MachineDetectionSpeechThreshold',
        'MachineDetectionSpeechEndThreshold',
        'MachineDetectionSilenceTimeout',
        'AsyncAmd',
        'AsyncAmdStatusCallback',
        'AsyncAmdStatusCallbackMethod',
        'Byoc',
        'CallReason',
        'CallToken',
        'RecordingTrack',
        'TimeLimit',
        'ClientNotificationUrl',
        'ApplicationSid',
      ],
      prepare({ state, form }) {
        const { to, from } = readCall(state, form);
        return () => {
          const call = newCall(state, to, from);
          state.calls.push(call);
          const url = valueOf(form, 'StatusCallback');
          const events = form.getAll('StatusCallbackEvent');
          if (url !== undefined)
            reports.set(call.sid, { url, events: events.length > 0 ? events : ['completed'], sequence: 0 });
          for (const [status, after] of LIFE) {
            state.transitions.push({
              at: state.now() + after,
              apply: () => {
                if (!ENDED.includes(call.status)) enter(state, call, status);
              },
            });
          }
          return { ...call };
        };
      },
    },
    {
      route: `GET ${ROUTE}.json`,
      simulated: ['To', 'From', 'Status', 'PageSize', 'Page'],
      prepare: (call) => () => {
        const isWanted = (one: EmulatedCall): boolean =>
          (['To', 'From', 'Status'] as const).every((name) => {
            const field = { To: one.to, From: one.from, Status: one.status }[name];
            return !call.form.has(name) || field === call.form.get(name);
          });
        return toPage(call, 'calls', call.state.calls.filter(isWanted).toReversed());
      },
    },
    {
      route: `GET ${ROUTE}/{Sid}`,
      simulated: [],
      prepare(call) {
        const found = find(call);
        return () => ({ ...found });
      },
    },
    {
      route: `POST ${ROUTE}/{Sid}`,
      simulated: ['Status'],
      ignored: [
        'Url',
        'Method',
        'FallbackUrl',
        'FallbackMethod',
        'StatusCallback',
        'StatusCallbackMethod',
        'Twiml',
        'TimeLimit',
      ],
      prepare(call) {
        const found = find(call);
        const status = call.form.get('Status');
        if (status !== null && !UPDATES.includes(status)) throw badRequest('Status must be canceled or completed');
        assertTwiml(call.form);
        if (ENDED.includes(found.status)) {
          throw new TwilioApiError(400, 21220, 'Call is not in-progress. Cannot redirect.');
        }
        return () => {
          if (status !== null) enter(call.state, found, status);
          return { ...found };
        };
      },
    },
  ];
}
