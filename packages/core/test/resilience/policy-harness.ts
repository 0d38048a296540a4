import { createVirtualClock, type VirtualClock } from '../../../testing/src/virtual-clock.js';
import type { ErrorCode } from '../../src/errors/error-code.js';
import { type IntegrationError, isIntegrationError } from '../../src/errors/integration-error.js';
import type { IntegrationEvent } from '../../src/monitoring/integration-event.js';
import type { Classification } from '../../src/resilience/classification.js';
import { createPolicy } from '../../src/resilience/create-policy.js';
import type { Attempt, Policy, PolicyConfig, PolicyDependencies } from '../../src/resilience/policy.js';

/** An error that says itself what it means. */
export class Failed extends Error {
  readonly classification: Classification;

  constructor(code: ErrorCode, fields: Partial<Classification> = {}) {
    super(`answered ${code}`);
    this.classification = { code, message: `answered ${code}`, ...fields };
  }
}

/** A refusal that surely had no effect. */
export const refused = (code: ErrorCode = 'UNAVAILABLE', fields: Partial<Classification> = {}): Failed =>
  new Failed(code, { outcome: 'not_applied', ...fields });

/** What a scripted call does: answer, throw, never answer, or anything else. */
export type Step = unknown;

export const HANG: unique symbol = Symbol('hang');

/** Work that does one step of the script for each attempt, and the last one from then on. */
export interface Script {
  (attempt: Attempt): Promise<unknown>;
  readonly attempts: Attempt[];
  /** When each attempt began, in milliseconds since the harness was made. */
  readonly times: number[];
}

export interface Harness {
  readonly clock: VirtualClock;
  readonly policy: Policy;
  readonly events: IntegrationEvent[];
  /** Milliseconds since the harness was made. */
  readonly elapsed: () => number;
  readonly script: (...steps: Step[]) => Script;
  /** The error with which a call ends, in virtual time. */
  readonly failure: (call: Promise<unknown>) => Promise<IntegrationError>;
  readonly ofType: <Type extends IntegrationEvent['type']>(type: Type) => Extract<IntegrationEvent, { type: Type }>[];
}

/** A policy on a virtual clock, without jitter, that keeps its events. */
export function createHarness(config?: PolicyConfig, dependencies: PolicyDependencies = {}): Harness {
  const clock = createVirtualClock();
  const startedAt = clock.now();
  const events: IntegrationEvent[] = [];
  const policy = createPolicy('acme', config, {
    clock,
    random: () => 0,
    telemetry: { emit: (event) => void events.push(event) },
    classifyError: (error) => (error instanceof Failed ? error.classification : undefined),
    ...dependencies,
  });
  const elapsed = (): number => clock.now() - startedAt;
  return {
    clock,
    policy,
    events,
    elapsed,
    script(...steps) {
      const attempts: Attempt[] = [];
      const times: number[] = [];
      const work = async (attempt: Attempt): Promise<unknown> => {
        attempts.push(attempt);
        times.push(elapsed());
        const step = steps.length > 1 ? steps.shift() : steps[0];
        if (step === HANG) return await new Promise(() => {});
        if (typeof step === 'function') return await (step as (attempt: Attempt) => unknown)(attempt);
        if (step instanceof Error) throw step;
        return step;
      };
      return Object.assign(work, { attempts, times });
    },
    async failure(call) {
      try {
        await clock.settle(call);
      } catch (error) {
        if (isIntegrationError(error)) return error;
        throw error;
      }
      throw new Error('The call succeeded');
    },
    ofType: <Type extends IntegrationEvent['type']>(type: Type) =>
      events.filter((event): event is Extract<IntegrationEvent, { type: Type }> => event.type === type),
  };
}
