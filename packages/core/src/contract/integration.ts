import type { ErrorCode } from '../errors/error-code.js';
import type { IntegrationError } from '../errors/integration-error.js';
import type { Attributes } from '../monitoring/integration-event.js';
import type { Policy, PolicyHealth } from '../resilience/policy.js';
import type { CallContext } from '../transport/call-context.js';
import type { ExternalServiceIntegration } from './external-service-integration.js';

/** Options of one call. */
export interface CallOptions<T> {
  /** Ends the call with the signal's own reason, before, during and between attempts. */
  readonly signal?: AbortSignal | undefined;
  /** Time for the whole call in milliseconds, `Infinity` for none. @default errorHandling.deadline */
  readonly timeout?: number | undefined;
  /** The key that all attempts carry, so that the vendor applies the call once. @default a random one per call */
  readonly idempotencyKey?: string | undefined;
  /** Whether repeating is harmless. @default decided for each request by its method, key and route */
  readonly idempotent?: boolean | undefined;
  /** Answers in place of the vendor when the call has failed for good. */
  readonly fallback?: ((error: IntegrationError) => T | Promise<T>) | undefined;
  /**
   * Asks the vendor, after an unknown outcome, whether it happened. A value ends the call with success; undefined says
   * that it surely did not happen, and allows a retry.
   */
  readonly reconcile?: ((context: CallContext) => Promise<T | undefined>) | undefined;
  /** Key of a read under which a `stale` fallback keeps its answer. */
  readonly cacheKey?: string | undefined;
  /** Added to the events of this call. */
  readonly attributes?: Attributes | undefined;
}

/** Local facts on an integration. Reading them does no I/O. */
export interface IntegrationHealth extends PolicyHealth {
  readonly service: string;
  /** `failing` while the circuit is not closed, `degraded` while the last window held failures. */
  readonly status: 'healthy' | 'degraded' | 'failing';
}

/** The answer to one call without side effects. */
export type CheckResult =
  | { readonly ok: true; readonly durationMs: number }
  | { readonly ok: false; readonly durationMs: number; readonly code: ErrorCode; readonly message: string };

/** A vendor under one policy. `Client` is the vendor's own client. */
export interface Integration<Client, Name extends string = string> extends ExternalServiceIntegration<Name> {
  /**
   * The official client, loaded on first use, with our transport inside: each of its requests runs under the policy, and
   * it throws the vendor's own errors.
   */
  client(): Promise<Client>;
  /**
   * Calls the client under a name, a deadline, a signal and a key.
   *
   * @throws IntegrationError when it fails, or the reason of `options.signal` when the caller aborted it
   */
  run<T>(
    operation: string,
    call: (client: Client, context: CallContext) => Promise<T>,
    options?: CallOptions<T>,
  ): Promise<T>;
  /** Breaker, budget, limits and last failures as this process sees them. No I/O. */
  health(): IntegrationHealth;
  /** Says in words and data what the policy would do with a call. No I/O. */
  readonly explain: Policy['explain'];
  /** Asks the vendor for something harmless. Never throws, except for the reason of an aborted signal. */
  check(options?: { readonly signal?: AbortSignal | undefined }): Promise<CheckResult>;
  /** Frees what the client holds. `run` and `client()` are refused afterwards; a client taken before still works. */
  close(): Promise<void>;
}
