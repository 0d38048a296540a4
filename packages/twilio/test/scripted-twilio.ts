import { createVirtualClock, type VirtualClock } from '@breakwater/testing';
import { createTwilio, type TwilioIntegration, type TwilioSettings } from '@breakwater/twilio';
import { EMULATED_ACCOUNT } from '@breakwater/twilio/testing';
import { NOW } from './twilio-bench.js';

/** An integration whose requests are answered by a function, in virtual time. */
export interface ScriptedTwilio {
  readonly twilio: TwilioIntegration;
  readonly requests: readonly Request[];
  readonly clock: VirtualClock;
  /** Moves time until a call has ended. */
  readonly settle: <T>(call: Promise<T>) => Promise<T>;
}

/** Makes one; the SDK is loaded already, because loading it takes real time. */
export async function scriptTwilio(
  answer: (request: Request) => Response | Promise<Response>,
  options: Partial<TwilioSettings> = {},
): Promise<ScriptedTwilio> {
  const clock = createVirtualClock(NOW);
  const requests: Request[] = [];
  const { accountSid, authToken, fromPhoneNumber, verifyServiceSid } = EMULATED_ACCOUNT;
  const twilio = createTwilio({
    accountSid,
    authToken,
    fromPhoneNumber,
    verifyServiceSid,
    clock,
    random: () => 0,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push(request.clone());
      return await answer(request);
    },
    ...options,
  });
  await twilio.client();
  await import('libphonenumber-js/min');
  return { twilio, requests, clock, settle: (call) => clock.settle(call) };
}

/** A SID of a kind, such as `SM`. */
export const sid = (prefix: string, digit = 'a'): string => prefix + digit.repeat(32);

/** A page of a list in the form of the API of 2010. */
export const page = (name: string, items: readonly object[], next: string | null = null): Response =>
  Response.json({ [name]: items, next_page_uri: next, page: 0, page_size: 50, uri: '/x' });

/** A message in a list: sent now, from the default number to Ada. */
export const listedMessage = (fields: object = {}): object => ({
  sid: sid('SM'),
  status: 'delivered',
  direction: 'outbound-api',
  to: '+14155552671',
  from: EMULATED_ACCOUNT.fromPhoneNumber,
  body: 'Your table is ready.',
  num_media: '0',
  num_segments: '1',
  messaging_service_sid: null,
  error_code: null,
  date_created: new Date(NOW).toUTCString().replace('GMT', '+0000'),
  ...fields,
});
