import { classifyResponse, type ErrorCode, IntegrationError, type Outcome } from '@breakwater/core';

/** How one call of a script ends. Made by {@link ok}, {@link fail} and {@link hang}. */
export type ScriptedOutcome<T> =
  | { readonly type: 'ok'; readonly value: T; readonly after: number }
  | { readonly type: 'fail'; readonly toError: () => unknown; readonly after: number }
  | { readonly type: 'hang' };

/** Options of {@link ok}. */
export interface OkOptions {
  /** Milliseconds until the call ends, on the script's clock. @default 0 */
  readonly after?: number | undefined;
}

/** Options of {@link fail}. */
export interface FailOptions extends OkOptions {
  /** Milliseconds after which the vendor says to come back. */
  readonly retryAfterMs?: number | undefined;
  /** Whether it may have been applied. @default what the status or the code means */
  readonly outcome?: Outcome | undefined;
}

/** Codes of failures that may pass, and of those that leave open whether the request was applied. */
const PASSING: readonly ErrorCode[] = ['RATE_LIMITED', 'TIMEOUT', 'NETWORK', 'UNAVAILABLE'];
const UNCERTAIN: readonly ErrorCode[] = ['TIMEOUT', 'NETWORK', 'UNAVAILABLE', 'UNKNOWN'];

/** The call resolves with `value`. */
export function ok<T>(value: T, options: OkOptions = {}): ScriptedOutcome<T> {
  return { type: 'ok', value, after: options.after ?? 0 };
}

/**
 * The call rejects: with an `IntegrationError` for an HTTP status or an error code, otherwise with the very value given.
 *
 * @throws TypeError for a number that is not the status of a failure
 */
export function fail(failure: number | ErrorCode | Error, options: FailOptions = {}): ScriptedOutcome<never> {
  const toError = typeof failure === 'object' ? () => failure : toErrorFactory(failure, options);
  return { type: 'fail', toError, after: options.after ?? 0 };
}

/** The call never ends, and takes no notice of its signal: the worst that a call can do. */
export function hang(): ScriptedOutcome<never> {
  return { type: 'hang' };
}

/** A new error for each call, as a vendor's client makes one for each answer. */
function toErrorFactory(failure: number | ErrorCode, options: FailOptions): () => IntegrationError {
  const { retryAfterMs } = options;
  const headers = new Headers(retryAfterMs === undefined ? {} : { 'retry-after-ms': String(retryAfterMs) });
  const answered =
    typeof failure === 'number' ? classifyResponse({ status: failure, headers, text: () => '' }, 0) : undefined;
  if (typeof failure === 'number' && answered === undefined) {
    throw new TypeError(`fail(${failure}): a status must be 400 or above`);
  }
  const code = answered?.code ?? (failure as ErrorCode);
  const outcome = options.outcome ?? answered?.outcome ?? (UNCERTAIN.includes(code) ? 'unknown' : 'not_applied');
  const retryable = answered?.retryable ?? PASSING.includes(code);
  const message = answered?.message ?? `scripted ${code}`;
  const init = { code, message, outcome, retryable, retryAfterMs, status: answered?.status };
  // Without `attempts`, which would say that a policy inside the call has made them and has the retries for its business.
  return () => new IntegrationError({ ...init, service: 'script', operation: 'call' });
}
