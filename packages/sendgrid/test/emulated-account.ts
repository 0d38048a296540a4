import { createSendGrid, type SendGridIntegration, type SendGridOptions } from '@breakwater/sendgrid';
import {
  createSendGridEmulator,
  type SendGridEmulator,
  type SendGridEmulatorOptions,
} from '@breakwater/sendgrid/testing';
import { createVirtualClock, toFetch, type VirtualClock } from '@breakwater/testing';
import type { EmailTemplates } from '../src/mail/mail-content.js';
import type { ContactLists } from '../src/options.js';

/** What the last request to a route held. */
export interface SentRequest {
  readonly line: string;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** An integration beside its emulator, on a virtual clock. */
export interface EmulatedAccount<Templates extends EmailTemplates, Lists extends ContactLists> {
  readonly sendgrid: SendGridIntegration<Templates, Lists>;
  readonly emulator: SendGridEmulator;
  readonly clock: VirtualClock;
  readonly requests: readonly SentRequest[];
}

export const API_KEY = 'SG.canary4eC39HqLyjWDarj.tT1zdp7dcxGvKQ9r8GKYqrTwjUPD8ILPZIo2LaLa';
/** Noon, so that limits by the minute begin together with the test. */
export const NOW: number = Date.UTC(2026, 6, 1, 12);

/** Creates an {@link EmulatedAccount}. The SDK is loaded already: virtual time would not wait for it. */
export async function createEmulatedAccount<
  const Templates extends EmailTemplates = Readonly<Record<never, never>>,
  const Lists extends ContactLists = Readonly<Record<never, never>>,
>(
  options: Partial<SendGridOptions<Templates, Lists>> = {},
  emulated: SendGridEmulatorOptions = {},
): Promise<EmulatedAccount<Templates, Lists>> {
  const clock = createVirtualClock(NOW);
  const emulator = createSendGridEmulator({ clock, apiKey: API_KEY, ...emulated });
  const requests: SentRequest[] = [];
  const send = toFetch(emulator);
  const sendgrid = createSendGrid<Templates, Lists>({
    apiKey: API_KEY,
    fromEmail: 'shop@example.com',
    clock,
    random: () => 0.5,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const text = await request.clone().text();
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
      requests.push({ line: `${request.method} ${new URL(request.url).pathname}`, headers: request.headers, body });
      return await send(request);
    },
    ...options,
  });
  await sendgrid.client();
  return { sendgrid, emulator, clock, requests };
}

/** What a promise rejects with; fails when it resolves. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => {
      throw new Error('It succeeded, and had to fail.');
    },
    (error: unknown) => error,
  );
}
