import { type Clock, systemClock } from '@breakwater/core';
import {
  type Book,
  createEmulator,
  createFaultProgram,
  createSeededRandom,
  type Emulator,
  type FaultProgram,
  type Random,
  type WebhookDelivery,
} from '@breakwater/testing';
import { createTwilioApi, toErrorResponse } from './api/twilio-api.js';
import { genericError } from './api/twilio-api-error.js';
import { createCallbacks, type TwilioWebhookEndpoint } from './callbacks.js';
import { EMULATED_ACCOUNT } from './emulated-account.js';
import { createOperations } from './operations.js';
import { createMessageLife } from './resources/message-life.js';
import { addMessagingService } from './resources/messaging-services.js';
import { addVerifyService } from './resources/verify-services.js';
import { createTwilioState } from './state/twilio-state.js';
import { createTwilioBelief, type TwilioBelief } from './twilio-book.js';
import { createTwilioTestHelpers, type TwilioTestHelpers } from './twilio-test-helpers.js';

/** Options of {@link createTwilioEmulator}. */
export interface TwilioEmulatorOptions {
  /** @default EMULATED_ACCOUNT.accountSid */
  readonly accountSid?: string;
  /** The token that is accepted, and that signs webhooks. @default EMULATED_ACCOUNT.authToken */
  readonly authToken?: string;
  /** An API key that is accepted as well. @default none */
  readonly apiKey?: { readonly sid: string; readonly secret: string };
  /** Numbers of the account. The first is in the default Messaging Service. @default [EMULATED_ACCOUNT.fromPhoneNumber] */
  readonly phoneNumbers?: readonly string[];
  /** Requests that may be under way at once: beyond that, error 20429. @default Infinity */
  readonly concurrency?: number;
  readonly webhooks?: {
    /**
     * Where incoming messages are reported; more routes can be added later. Status callbacks go where each message and call
     * says.
     */
    readonly inboundUrl?: string;
    /** @default the global fetch */
    readonly fetch?: typeof fetch;
  };
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** Makes ids and codes repeatable. @default 1 */
  readonly seed?: number;
  /** In place of `seed`. */
  readonly random?: Random;
  /** @default no faults; add them with `emulator.faults.add` */
  readonly faults?: FaultProgram;
}

/** What the emulator keeps: requests, and what Twilio believes. */
export type TwilioBook = Book & TwilioBelief;

/** A stateful twin of Twilio. */
export interface TwilioEmulator extends Emulator<TwilioBook> {
  readonly testHelpers: TwilioTestHelpers;
  readonly webhooks: {
    /** Reports incoming messages from now on to one more route. */
    add(endpoint: TwilioWebhookEndpoint): void;
    /** Resolves when every callback so far is delivered, given up or dropped. */
    flush(): Promise<void>;
    /** Every attempt so far. */
    readonly deliveries: readonly WebhookDelivery[];
  };
}

/**
 * Creates a stateful twin of Twilio: messages with their lives, scheduling and opt-outs, calls, verifications, rooms,
 * Messaging Services and content templates. It refuses what Twilio refuses, knows no idempotency keys either, sends signed
 * callbacks, and fails as its fault program says.
 *
 * @example
 * ```ts
 * import { createTwilio } from '@breakwater/twilio';
 * import { createTwilioEmulator, EMULATED_ACCOUNT } from '@breakwater/twilio/testing';
 * import { toFetch } from '@breakwater/testing';
 *
 * const emulator = createTwilioEmulator();
 * export const twilio = createTwilio({ ...EMULATED_ACCOUNT, fetch: toFetch(emulator) });
 * ```
 */
export function createTwilioEmulator(options: TwilioEmulatorOptions = {}): TwilioEmulator {
  const { clock = systemClock, faults = createFaultProgram(), apiKey, webhooks = {} } = options;
  const { accountSid = EMULATED_ACCOUNT.accountSid, authToken = EMULATED_ACCOUNT.authToken } = options;
  const unsimulated = new Set<string>();
  const state = createTwilioState({
    accountSid,
    phoneNumbers: options.phoneNumbers ?? [EMULATED_ACCOUNT.fromPhoneNumber],
    random: options.random ?? createSeededRandom(options.seed ?? 1),
    now: () => clock.now(),
  });
  const callbacks = createCallbacks({ authToken, clock, faults, fetch: webhooks.fetch });
  if (webhooks.inboundUrl !== undefined) callbacks.add({ url: webhooks.inboundUrl });
  const life = createMessageLife(state, callbacks);
  const [firstNumber] = state.phoneNumbers.keys();
  const service = addMessagingService(state, EMULATED_ACCOUNT.messagingServiceSid, { friendlyName: 'Emulated' });
  if (firstNumber !== undefined) service.phoneNumberSids.push(firstNumber);
  addVerifyService(state, EMULATED_ACCOUNT.verifyServiceSid, 'Emulated');
  const api = createTwilioApi({
    state,
    operations: createOperations(life, callbacks),
    credentials: [[accountSid, authToken], ...(apiKey ? [[apiKey.sid, apiKey.secret] as const] : [])],
    concurrency: options.concurrency ?? Number.POSITIVE_INFINITY,
    unsimulated,
  });
  const emulator = createEmulator({
    name: 'twilio',
    clock,
    faults,
    domain: createTwilioBelief(state, unsimulated),
    route: api.route,
    respond: api.respond,
    errorResponse: (status) => toErrorResponse(genericError(status)),
    close: () => callbacks.close(),
  });
  return {
    ...emulator,
    testHelpers: createTwilioTestHelpers({ state, clock, callbacks, life }),
    webhooks: {
      add: (endpoint) => callbacks.add(endpoint),
      flush: () => callbacks.flush(),
      get deliveries() {
        return callbacks.deliveries;
      },
    },
  };
}
