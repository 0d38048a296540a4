import { createVirtualClock, toFetch, type VirtualClock } from '@breakwater/testing';
import { createTwilio, type TextTemplates, type TwilioIntegration, type TwilioSettings } from '@breakwater/twilio';
import {
  createTwilioEmulator,
  EMULATED_ACCOUNT,
  type TwilioEmulator,
  type TwilioEmulatorOptions,
} from '@breakwater/twilio/testing';

/** A person whom messages reach. */
export const ADA = '+14155552671';
export const MESSAGES = 'POST /2010-04-01/Accounts/{AccountSid}/Messages.json';
export const NOW: number = Date.UTC(2026, 5, 1, 9);

/** An integration with its twin, in virtual time. */
export interface TwilioBench<Templates extends TextTemplates> {
  readonly clock: VirtualClock;
  readonly emulator: TwilioEmulator;
  readonly twilio: TwilioIntegration<Templates>;
  /** Moves time until a call has ended. */
  readonly settle: <T>(call: Promise<T>) => Promise<T>;
}

/** Makes a bench; the SDK is loaded already, because loading it takes real time. */
export async function createTwilioBench<const Templates extends TextTemplates = Readonly<Record<never, never>>>(
  options: Partial<TwilioSettings<Templates>> = {},
  emulated: TwilioEmulatorOptions = {},
): Promise<TwilioBench<Templates>> {
  const clock = createVirtualClock(NOW);
  const emulator = createTwilioEmulator({ clock, ...emulated });
  const settings = {
    accountSid: EMULATED_ACCOUNT.accountSid,
    fetch: toFetch(emulator),
    clock,
    random: () => 0,
    ...options,
  };
  const { authToken, fromPhoneNumber, verifyServiceSid } = EMULATED_ACCOUNT;
  const twilio = createTwilio<Templates>({ fromPhoneNumber, verifyServiceSid, ...settings, authToken });
  await twilio.client();
  await import('libphonenumber-js/min');
  return { clock, emulator, twilio, settle: (call) => clock.settle(call) };
}

/** What a call was rejected with. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('The call succeeded');
}
