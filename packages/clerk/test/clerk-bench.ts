import { createVirtualClock, toFetch, type VirtualClock } from '@breakwater/testing';
import { vi } from 'vitest';
import { type ClerkIntegration, type ClerkOptions, createClerk } from '../src/index.js';
import { type ClerkEmulator, type ClerkEmulatorOptions, createClerkEmulator } from '../src/testing/index.js';

/** An integration beside its emulator, on a virtual clock that begins at the time of the machine. */
export interface ClerkBench {
  readonly clerk: ClerkIntegration;
  readonly emulator: ClerkEmulator;
  readonly clock: VirtualClock;
  /** A user with a mail address of this name. */
  user(name: string): Promise<string>;
  organization(slug: string): Promise<string>;
}

export const secretKey = 'sk_test_bench';

/** The SDK compares tokens with the time of the machine: both have to be the same. */
export function createClerkBench(
  options: Partial<ClerkOptions> = {},
  emulatorOptions: ClerkEmulatorOptions = {},
): ClerkBench {
  const clock = createVirtualClock(Date.now());
  const emulator = createClerkEmulator({ clock, secretKey, limit: 100_000, ...emulatorOptions });
  const clerk = createClerk({
    secretKey,
    publishableKey: emulator.publishableKey,
    fetch: toFetch(emulator),
    clock,
    rateLimiting: { requestsPerSecond: 100_000, concurrency: 1_000 },
    errorHandling: { retryPolicy: { maxRetries: 2, budget: false } },
    ...options,
  });
  return {
    clerk,
    emulator,
    clock,
    async user(name) {
      const client = await clerk.client();
      return (await client.users.createUser({ emailAddress: [`${name}@example.com`] })).id;
    },
    async organization(slug) {
      const client = await clerk.client();
      return (await client.organizations.createOrganization({ name: slug, slug })).id;
    },
  };
}

/** What a promise rejects with; undefined when it does not. */
export const failureOf = async (promise: Promise<unknown>): Promise<unknown> =>
  await promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/**
 * Moves the virtual clock until a promise is settled, but no faster than the machine can follow: what is signed and verified
 * in between takes real time, which no virtual timer stands for.
 */
export async function settleSlowly<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const settled = promise.finally(() => {
    isSettled = true;
  });
  settled.catch(() => undefined);
  const step = async (): Promise<boolean> => {
    if (!isSettled) await clock.advance(200);
    return isSettled;
  };
  await vi.waitUntil(step, { interval: 5, timeout: 15_000 });
  return await settled;
}
