import type { ErrorHandlingOverrides } from '../contract/error-handling-config.js';
import type { RateLimitConfig } from '../contract/rate-limit-config.js';
import type { ErrorCode } from '../errors/error-code.js';
import type { IntegrationError } from '../errors/integration-error.js';
import type { Redact } from '../errors/redact.js';
import type { Attributes, BreakerState } from '../monitoring/integration-event.js';
import type { TelemetryOption } from '../monitoring/telemetry.js';
import type { Clock } from '../runtime/clock.js';
import type { Sleep } from '../runtime/sleep.js';
import type { Classification } from './classification.js';

/** What one attempt is given. */
export interface Attempt {
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the attempt times out, the deadline passes or the caller aborts. Made only when it is read. */
  readonly signal: AbortSignal;
  /** The same for every attempt of one call. */
  readonly idempotencyKey: string | undefined;
  /** When the whole call must have ended, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** Options of {@link Policy.execute}. */
export interface ExecuteOptions<T> {
  /** `noun.verb`. @default 'call' */
  readonly operation?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Time for the whole call in milliseconds; `Infinity` for none. @default the policy's deadline */
  readonly timeout?: number | undefined;
  /**
   * Whether repeating is harmless. Without it, and without a key, a failure of unknown outcome is not retried.
   * @default idempotencyKey !== undefined
   */
  readonly idempotent?: boolean | undefined;
  readonly idempotencyKey?: string | undefined;
  /**
   * The call changes nothing at the vendor (RFC 9110: a safe method). Then it is idempotent, its failure is always
   * `not_applied`, and it may be hedged.
   * @default false
   */
  readonly readOnly?: boolean | undefined;
  /**
   * Replaces the policy's fallback for this call; `false` switches it off. It is asked about every error, also one of
   * unknown `outcome`, for which a `value` or `stale` fallback of the policy never answers.
   */
  readonly fallback?: false | ((error: IntegrationError) => T | Promise<T>) | undefined;
  /** See `CallOptions.reconcile`. */
  readonly reconcile?: ((attempt: Attempt) => Promise<T | undefined>) | undefined;
  /** Finds the failure in a result that was returned instead of thrown, such as a Response with status 503. */
  readonly classifyResult?: ((result: T) => Classification | undefined) | undefined;
  /** Key of a read under which a `stale` fallback keeps its answer. Name the tenant in it where answers differ by tenant. */
  readonly cacheKey?: string | undefined;
  readonly attributes?: Attributes | undefined;
}

/** Settings of a policy; each has a default, and `createPolicy('x')` alone is a good policy. */
export interface PolicyConfig extends ErrorHandlingOverrides {
  readonly rateLimiting?: Partial<RateLimitConfig> | undefined;
}

/** What a policy is given rather than takes from the world. */
export interface PolicyDependencies {
  readonly clock?: Clock | undefined;
  /** From 0 to below 1. @default Math.random */
  readonly random?: (() => number) | undefined;
  /** @default a wait on `clock` */
  readonly sleep?: Sleep | undefined;
  readonly telemetry?: TelemetryOption | undefined;
  /** Turns what a call threw into a classification; undefined leaves it to the default, which knows network errors. */
  readonly classifyError?: ((error: unknown) => Classification | undefined) | undefined;
  /** Hides secrets in the errors that a call throws. @default the known shapes of credentials and card numbers */
  readonly redact?: Redact | undefined;
}

/** Local facts on a policy. */
export interface PolicyHealth {
  readonly breaker: {
    readonly state: BreakerState;
    /** Failed calls in the window, in percent. */
    readonly failureRate: number;
    /** Calls in the window. */
    readonly calls: number;
    /** Milliseconds until it lets a probe through; 0 when it is not open. */
    readonly retryAfterMs: number;
  };
  /** Retries that may be spent now; Infinity without a budget. */
  readonly retryBudget: number;
  readonly concurrency: { readonly inFlight: number; readonly limit: number; readonly queued: number };
  readonly rateLimit: { readonly requestsPerSecond: number; readonly pausedMs: number } | undefined;
  /** The newest failures, the latest first, at most 5. */
  readonly lastFailures: readonly {
    readonly at: number;
    readonly operation: string;
    readonly code: ErrorCode;
    readonly status?: number | undefined;
  }[];
}

/** The state of a policy as plain JSON, to carry it over a freeze or restart. */
export interface PolicySnapshot {
  readonly version: 1;
  readonly name: string;
  readonly takenAt: number;
  readonly breaker: Readonly<Record<string, number | string>>;
  readonly budget?: Readonly<Record<string, number>> | undefined;
  readonly concurrency?: Readonly<Record<string, number>> | undefined;
  readonly rateLimit?: Readonly<Record<string, number>> | undefined;
}

/** What a policy would do with a call, in data and in words. */
export interface PolicyExplanation {
  readonly operation: string;
  /** Requests at most. */
  readonly maxAttempts: number;
  /** Milliseconds that the caller waits at most. */
  readonly maxDurationMs: number;
  readonly retried: readonly string[];
  readonly notRetried: readonly string[];
  /** The same in plain sentences. */
  readonly text: string;
}

/** One policy around every call of one service. */
export interface Policy {
  readonly name: string;
  /**
   * Runs `call` in the fixed order: deadline, fallback, retry with budget, and for each attempt circuit breaker,
   * concurrency, rate limit, attempt timeout.
   *
   * @throws IntegrationError when it failed, or the reason of `options.signal` when the caller aborted
   */
  execute<T>(call: (attempt: Attempt) => Promise<T>, options?: ExecuteOptions<T>): Promise<T>;
  health(): PolicyHealth;
  explain(
    operation: string,
    options?: { readonly idempotent?: boolean | undefined; readonly timeout?: number | undefined },
  ): PolicyExplanation;
  snapshot(): PolicySnapshot;
  /** @throws IntegrationError `CONFIGURATION` for a snapshot of another version or name */
  restore(snapshot: PolicySnapshot): void;
  /** Opens the circuit by hand, until {@link Policy.close}. */
  isolate(): void;
  /** Closes the circuit by hand and forgets its window. */
  close(): void;
}
