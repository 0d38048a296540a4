import {
  type CallOptions,
  type ErrorHandlingOverrides,
  type Integration,
  type IntegrationError,
  type IntegrationEvent,
  isIntegrationError,
} from '@breakwater/core';
import type { Emulator } from '../emulator.js';
import { createSeededRandom } from '../seeded-random.js';
import { toFetch } from '../to-fetch.js';
import { createVirtualClock, type VirtualClock } from '../virtual-clock.js';
import { assert } from './contract-case.js';
import type { ContractCall, IntegrationContract } from './contract-descriptor.js';

/** An adapter beside its emulator on a virtual clock. */
export interface ContractBench<Subject> {
  readonly subject: Subject;
  readonly emulator: Emulator;
  readonly clock: VirtualClock;
  readonly events: readonly IntegrationEvent[];
  /** Runs a call to its end in virtual time. */
  settle<T>(promise: Promise<T>): Promise<T>;
  /** Runs a call that must fail, and returns what it threw. */
  failure(call: ContractCall<Subject>, options?: CallOptions<unknown>): Promise<IntegrationError>;
}

/** The policy of the suite: short times, so that the numbers in the cases are easy to follow. */
const contractPolicy: ErrorHandlingOverrides = {
  retryPolicy: { maxRetries: 2, baseDelay: 100, maxDelay: 1_000, budget: false },
  circuitBreaker: { timeout: 1_000, failureStreak: 5, minimumCalls: 20, resetTimeout: 5_000 },
  deadline: 30_000,
};

/** Sets up a fresh bench. */
export function createContractBench<Subject extends Integration<unknown>>(
  contract: IntegrationContract<Subject>,
  errorHandling: ErrorHandlingOverrides = {},
): ContractBench<Subject> {
  const clock = createVirtualClock();
  const emulator = contract.emulator({ clock });
  const events: IntegrationEvent[] = [];
  const subject = contract.create({
    fetch: toFetch(emulator),
    clock,
    random: createSeededRandom(7),
    telemetry: { emit: (event) => events.push(event) },
    errorHandling: {
      ...contractPolicy,
      ...errorHandling,
      retryPolicy: { ...contractPolicy.retryPolicy, ...errorHandling.retryPolicy },
      circuitBreaker: { ...contractPolicy.circuitBreaker, ...errorHandling.circuitBreaker },
    },
    rateLimiting: { concurrency: 100 },
  });
  const settle = <T>(promise: Promise<T>): Promise<T> => clock.settle(promise);
  return {
    subject,
    emulator,
    clock,
    events,
    settle,
    async failure(call, options = {}) {
      const error: unknown = await settle(call.call(subject, options)).then(
        () => undefined,
        (caught: unknown) => caught,
      );
      assert(error !== undefined, 'The call succeeded, and had to fail');
      assert(
        isIntegrationError(error),
        `run threw ${error instanceof Error ? error.message : typeof error}, which is no IntegrationError`,
      );
      return error;
    },
  };
}
