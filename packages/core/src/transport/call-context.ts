import { createAsyncContext } from '#async-context';
import type { Attributes } from '../monitoring/integration-event.js';
import type { AsyncContext } from '../runtime/async-context.js';
import type { CallProgress } from './call-progress.js';

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
  readonly idempotent: boolean | undefined;
  readonly attributes: Attributes | undefined;
  /** The key is the caller's, who relies on it. */
  readonly isKeyGiven: boolean;
  /** What the requests of this call have come to. */
  readonly progress: CallProgress;
  /** Looks the result up at the vendor, outside of this context. */
  readonly reconcile: (() => Promise<unknown>) | undefined;
  /** What `reconcile` found. */
  reconciled: { readonly value: unknown } | undefined;
  /** The call has ended. Work that it left behind is none of its business any more. */
  finished: boolean;
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
