import { valueOf } from '../api/operation.js';
import { TwilioApiError } from '../api/twilio-api-error.js';
import type { TwilioState } from '../state/twilio-state.js';

/** Source: https://www.twilio.com/docs/api/errors/32018 */
const MAX_TWIML = 4_000;

/** Refuses a document that is too long to be part of a request. */
export function assertTwiml(form: URLSearchParams): void {
  if ((form.get('Twiml') ?? '').length <= MAX_TWIML) return;
  throw new TwilioApiError(400, 32018, 'Twiml size exceeded maximum allowed value of 4000 characters');
}

/** Reads the request for a call, and refuses what Twilio refuses. */
export function readCall(state: TwilioState, form: URLSearchParams): { readonly to: string; readonly from: string } {
  const to = valueOf(form, 'To');
  const from = valueOf(form, 'From');
  if (to === undefined) throw new TwilioApiError(400, 21201, "No 'To' number is specified");
  if (from === undefined) throw new TwilioApiError(400, 21213, "No 'From' number is specified");
  if (to === '+15005550001' || (/^[+\d]/.test(to) && !/^\+[1-9]\d{6,14}$/.test(to))) {
    throw new TwilioApiError(400, 21217, `Phone number does not appear to be valid: ${to.slice(0, 40)}`);
  }
  if (![...state.phoneNumbers.values()].includes(from)) {
    const message = `The source phone number provided, ${from}, is not yet verified for your account.`;
    throw new TwilioApiError(400, 21210, message);
  }
  assertTwiml(form);
  const application = valueOf(form, 'ApplicationSid');
  if (application !== undefined && !/^AP[0-9a-fA-F]{32}$/.test(application)) {
    throw new TwilioApiError(400, 21218, 'The provided ApplicationSid is invalid');
  }
  if ([application, valueOf(form, 'Url'), valueOf(form, 'Twiml')].every((one) => one === undefined)) {
    throw new TwilioApiError(400, 21205, 'Url parameter is required');
  }
  return { to, from };
}
