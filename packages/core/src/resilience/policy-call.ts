import type { Classification } from './classification.js';
import type { Failure } from './failure.js';
import type { ExecuteOptions } from './policy.js';
import type { SteadyTime } from './steady-time.js';

/** The options of any call: its type is only known to the caller. */
export type AnyExecuteOptions = Omit<ExecuteOptions<unknown>, 'classifyResult'> & {
  readonly classifyResult?: ((result: never) => Classification | undefined) | undefined;
};

/** Every option by its name, so that the compiler tells when one is left out. */
type EveryOption = { readonly [Name in keyof Required<AnyExecuteOptions>]: AnyExecuteOptions[Name] };

/**
 * A copy of the options as they are now: what the caller does with its object while the call is under way, such as to put
 * the next call's key into it, must not reach a later attempt. Field by field, which costs less than a spread and also
 * takes what the object inherits.
 */
export function copyOptions(options: AnyExecuteOptions): EveryOption {
  const { operation, signal, timeout, idempotent, idempotencyKey, readOnly } = options;
  const { fallback, reconcile, classifyResult, cacheKey, attributes } = options;
  return {
    operation,
    signal,
    timeout,
    idempotent,
    idempotencyKey,
    readOnly,
    fallback,
    reconcile,
    classifyResult,
    cacheKey,
    attributes: attributes && { ...attributes },
  };
}

/** What one call of `execute` has come to, over all its attempts. Times are steady times. */
export class PolicyCall {
  readonly options: AnyExecuteOptions;
  readonly time: SteadyTime;
  /** Milliseconds for the whole call; `Infinity` for no bound. */
  readonly timeout: number;
  /** Requests that were sent. */
  attempts = 0;
  /** Milliseconds spent waiting between attempts. */
  waitedMs = 0;
  /** The newest failure of a request that was sent: what the caller is told when a later attempt could not be sent. */
  failure: Failure | undefined = undefined;
  /** An attempt may have been applied, and nothing has since told what became of it. */
  uncertain = false;
  /** What the call resolves with, once `succeeded` is true. */
  value: unknown = undefined;
  succeeded = false;
  /** The caller gave up between two attempts. */
  aborted = false;
  /** Drawn when the first event is built. */
  id: string | undefined = undefined;
  #startedAt = -1;

  constructor(options: AnyExecuteOptions, time: SteadyTime, timeout: number) {
    this.options = options;
    this.time = time;
    this.timeout = timeout;
  }

  /** Looked up when it is first asked for: a call that succeeds at once needs no look at the clock. */
  get startedAt(): number {
    if (this.#startedAt < 0) this.#startedAt = this.time.now();
    return this.#startedAt;
  }

  /** Milliseconds since it began. */
  elapsed(): number {
    const { startedAt } = this;
    return this.time.now() - startedAt;
  }

  get deadline(): number {
    return this.startedAt + this.timeout;
  }

  /**
   * Takes note of a failed attempt and returns what it means for the call. That a later attempt was refused says nothing
   * on an earlier one that may have been applied, unless the answer `settlesOutcome`.
   */
  fail(failure: Failure): Failure {
    if (failure.settlesOutcome === true) this.uncertain = false;
    if (failure.outcome === 'unknown') this.uncertain = true;
    this.failure = this.uncertain && failure.outcome !== 'unknown' ? { ...failure, outcome: 'unknown' } : failure;
    return this.failure;
  }

  /** The vendor was asked, and surely knows nothing of the attempts so far. */
  ruleOut(failure: Failure): Failure {
    this.uncertain = false;
    this.failure = { ...failure, outcome: 'not_applied' };
    return this.failure;
  }

  /** The first success counts. */
  succeed(value: unknown): void {
    if (this.succeeded) return;
    this.value = value;
    this.succeeded = true;
  }

  get operation(): string {
    return this.options.operation ?? 'call';
  }

  get readOnly(): boolean {
    return this.options.readOnly === true;
  }

  /** Whether it may be repeated although an attempt may have been applied. */
  get idempotent(): boolean {
    const { idempotent, idempotencyKey, readOnly } = this.options;
    return idempotent ?? (readOnly === true || idempotencyKey !== undefined);
  }
}
