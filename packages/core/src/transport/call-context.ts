import { createAsyncContext } from '#async-context';
import type { IntegrationError } from '../errors/integration-error.js';
import type { Attributes } from '../monitoring/integration-event.js';
import type { AsyncContext } from '../runtime/async-context.js';

/** What `run` hands to the call, and what the transport reads inside the SDK. */
export interface CallContext {
  readonly operation: string;
  /** Aborted when the caller aborts or the deadline passes. */
  readonly signal: AbortSignal;
  /** The key for the write of this call. For further writes inside the same call derive keys with `deriveKey`. */
  readonly idempotencyKey: string;
  /** When the call must have ended, in milliseconds since the epoch. */
  readonly deadline: number;
  /** A key for a further write: the same name gives the same key on a repeat of the call. */
  deriveKey(name: string): string;
}

/** The part of the context that only `run` and the transport touch. */
export interface TransportContext extends CallContext {
  /** The caller's own signal: unlike `signal` it is not aborted by the deadline, which counts as a failure. */
  readonly callerSignal: AbortSignal | undefined;
  readonly idempotent: boolean | undefined;
  readonly attributes: Attributes | undefined;
  /** Looks the result up at the vendor, outside of this context. */
  readonly reconcile: (() => Promise<unknown>) | undefined;
  /** What `reconcile` found. */
  reconciled: { readonly value: unknown } | undefined;
  /** Requests of this call so far that change something and had no key of the caller's. */
  writes: number;
  /** Requests sent for this call. */
  attempts: number;
  /** The failure that the transport saw last: it knows status, headers and certainty that SDKs drop. */
  lastFailure: IntegrationError | undefined;
}

/**
 * Where the context of the current call is found. There is one an integration, so that a call of one vendor made inside
 * a call of another does not inherit its key.
 */
export type CallContextStore = AsyncContext<TransportContext>;

/**
 * Makes a {@link CallContextStore}.
 *
 * @example
 * ```ts
 * import { createCallContext, createPolicy, createTransport } from '@breakwater/core';
 *
 * const context = createCallContext();
 * export const fetch = createTransport(createPolicy('acme'), { context });
 * ```
 */
export function createCallContext(): CallContextStore {
  return createAsyncContext<TransportContext>();
}
