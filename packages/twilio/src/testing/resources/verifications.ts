import { type Operation, type OperationCall, valueOf } from '../api/operation.js';
import { notFound, TwilioApiError } from '../api/twilio-api-error.js';
import { type EmulatedVerification, type TwilioState, toIso } from '../state/twilio-state.js';
import { addVerifyService } from './verify-services.js';

const ROUTE = '/v2/Services/{ServiceSid}';
/** Of a verification, in milliseconds. Source: https://www.twilio.com/docs/verify/api/rate-limits-and-timeouts */
const LIFETIME = 600_000;
const MAX_CHECKS = 5;
const MAX_SENDS = 5;
const CHANNELS = ['sms', 'call', 'email', 'whatsapp', 'sna'];

function requireService({ state, parameters, uri }: OperationCall): string {
  const sid = parameters['ServiceSid'] ?? '';
  if (!state.verifyServices.has(sid)) throw notFound(uri);
  return sid;
}

/** The verification that waits for a code, by its SID or by whom it was sent to. */
function findPending(state: TwilioState, service: string, wanted: string): EmulatedVerification | undefined {
  return state.verifications.findLast(
    (one) =>
      one.service_sid === service &&
      (one.sid === wanted || one.to === wanted) &&
      one.status === 'pending' &&
      state.now() - one.createdAt < LIFETIME,
  );
}

function toAnswer(state: TwilioState, one: EmulatedVerification): object {
  return {
    sid: one.sid,
    service_sid: one.service_sid,
    account_sid: state.accountSid,
    to: one.to,
    channel: one.channel,
    status: one.status,
    valid: one.status === 'approved',
    amount: null,
    payee: null,
    date_created: toIso(one.createdAt),
    date_updated: toIso(one.updatedAt),
  };
}

const toVerification = (state: TwilioState, one: EmulatedVerification): object => ({
  ...toAnswer(state, one),
  lookup: {},
  sna: null,
  send_code_attempts: one.sends.map(({ channel, at }) => ({
    attempt_sid: `VL${one.sid.slice(2)}`,
    channel,
    time: toIso(at),
  })),
  url: `https://verify.twilio.com/v2/Services/${one.service_sid}/Verifications/${one.sid}`,
});

/** The endpoints of Verify. */
export const verifyEndpoints: readonly Operation[] = [
  {
    route: 'POST /v2/Services',
    status: 201,
    simulated: ['FriendlyName', 'CodeLength'],
    ignored: [
      'LookupEnabled',
      'SkipSmsToLandlines',
      'DtmfInputRequired',
      'TtsName',
      'Psd2Enabled',
      'DoNotShareWarningEnabled',
      'CustomCodeEnabled',
      'Push.IncludeDate',
      'Push.ApnCredentialSid',
      'Push.FcmCredentialSid',
      'Totp.Issuer',
      'Totp.TimeStep',
      'Totp.CodeLength',
      'Totp.Skew',
      'DefaultTemplateSid',
      'Whatsapp.MsgServiceSid',
      'Whatsapp.From',
      'Passkeys.RelyingParty.Id',
      'Passkeys.RelyingParty.Name',
      'Passkeys.RelyingParty.Origins',
      'Passkeys.AuthenticatorAttachment',
      'Passkeys.DiscoverableCredentials',
      'Passkeys.UserVerification',
      'VerifyEventSubscriptionEnabled',
    ],
    prepare({ state, form }) {
      const name = valueOf(form, 'FriendlyName');
      if (name === undefined) throw new TwilioApiError(400, 60200, 'Invalid parameter: FriendlyName');
      const length = Number(form.get('CodeLength') ?? 6);
      if (!(length >= 4 && length <= 10)) throw new TwilioApiError(400, 60200, 'Invalid parameter: CodeLength');
      return () => addVerifyService(state, state.identifier('VA'), name, length);
    },
  },
  {
    route: 'GET /v2/Services/{Sid}',
    simulated: [],
    prepare({ state, parameters, uri }) {
      const service = state.verifyServices.get(parameters['Sid'] ?? '');
      if (!service) throw notFound(uri);
      return () => ({ ...service });
    },
  },
  {
    route: `POST ${ROUTE}/Verifications`,
    status: 201,
    simulated: ['To', 'Channel'],
    ignored: [
      'CustomFriendlyName',
      'CustomMessage',
      'SendDigits',
      'Locale',
      'CustomCode',
      'Amount',
      'Payee',
      'RateLimits',
      'ChannelConfiguration',
      'AppHash',
      'TemplateSid',
      'TemplateCustomSubstitutions',
      'DeviceIp',
      'EnableSnaClientToken',
      'RiskCheck',
      'Tags',
    ],
    prepare(call) {
      const { state, form } = call;
      const service = requireService(call);
      const to = valueOf(form, 'To') ?? '';
      const channel = form.get('Channel') ?? '';
      if (!CHANNELS.includes(channel)) throw new TwilioApiError(400, 60200, 'Invalid parameter `Channel`');
      const isRight = channel === 'email' ? to.includes('@') : /^\+[1-9]\d{6,14}$/.test(to);
      if (!isRight || to === '+15005550001') throw new TwilioApiError(400, 60200, 'Invalid parameter `To`');
      const pending = findPending(state, service, to);
      if (pending && pending.sends.length >= MAX_SENDS)
        throw new TwilioApiError(429, 60203, 'Max send attempts reached');
      return () => {
        const verification: EmulatedVerification = pending ?? {
          sid: state.identifier('VE'),
          service_sid: service,
          to,
          channel,
          status: 'pending',
          code: state.digits(Number(state.verifyServices.get(service)?.['code_length'] ?? 6)),
          createdAt: state.now(),
          updatedAt: state.now(),
          checks: 0,
          sends: [],
        };
        if (!pending) state.verifications.push(verification);
        verification.channel = channel;
        verification.updatedAt = state.now();
        verification.sends.push({ channel, at: state.now() });
        return toVerification(state, verification);
      };
    },
  },
  {
    route: `GET ${ROUTE}/Verifications/{Sid}`,
    simulated: [],
    prepare(call) {
      const pending = findPending(call.state, requireService(call), call.parameters['Sid'] ?? '');
      if (!pending) throw notFound(call.uri);
      return () => toVerification(call.state, pending);
    },
  },
  {
    route: `POST ${ROUTE}/Verifications/{Sid}`,
    simulated: ['Status'],
    prepare(call) {
      const pending = findPending(call.state, requireService(call), call.parameters['Sid'] ?? '');
      if (!pending) throw notFound(call.uri);
      const status = call.form.get('Status') ?? '';
      if (!['canceled', 'approved'].includes(status)) throw new TwilioApiError(400, 60200, 'Invalid parameter: Status');
      return () => {
        pending.status = status;
        return toVerification(call.state, pending);
      };
    },
  },
  {
    route: `POST ${ROUTE}/VerificationCheck`,
    simulated: ['Code', 'To', 'VerificationSid'],
    ignored: ['Amount', 'Payee', 'SnaClientToken'],
    prepare(call) {
      const { state, form } = call;
      const wanted = valueOf(form, 'VerificationSid') ?? valueOf(form, 'To');
      const code = valueOf(form, 'Code');
      if (wanted === undefined || code === undefined) throw new TwilioApiError(400, 60200, 'Invalid parameter');
      const pending = findPending(state, requireService(call), wanted);
      if (!pending) throw notFound(call.uri);
      if (pending.checks >= MAX_CHECKS) throw new TwilioApiError(429, 60202, 'Max check attempts reached');
      return () => {
        pending.checks += 1;
        pending.updatedAt = state.now();
        if (code === pending.code) pending.status = 'approved';
        return { ...toAnswer(state, pending), sna_attempts_error_codes: [] };
      };
    },
  },
];
