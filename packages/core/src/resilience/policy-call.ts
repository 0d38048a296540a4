import type { Classification } from './classification.js';
import type { Failure } from './failure.js';
import type { ExecuteOptions } from './policy.js';
import type { SteadyTime } from './steady-time.js';

/** The options of any call: its type is only known to the caller. */
export type AnyExecuteOptions = Omit<ExecuteOptions<unknown>, 'classifyResult'> & {
  readonly classifyResult?: ((result: never) => Classification | undefined) | undefined;
};

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
