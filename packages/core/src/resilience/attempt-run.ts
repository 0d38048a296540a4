import type { Clock } from '../runtime/clock.js';
import type { Attempt } from './policy.js';
import type { PolicyCall } from './policy-call.js';
import { Wait } from './wait.js';

/** How an attempt stands. `cancelled` is a hedge that lost. */
export type AttemptState = 'running' | 'value' | 'error' | 'timeout' | 'aborted' | 'cancelled';

/**
 * One request, and what the call is given as its {@link Attempt}.
 *
 * It costs nothing that is not needed. The AbortController is made when `signal` is read. The timer and the listener on
 * the caller's signal are made by {@link settle}, which is only called when the request has not been answered within a
 * microtask: a call that is answered from memory pays for neither, and one that takes the network pays once.
 */
export class AttemptRun implements Attempt {
  readonly attempt: number;
  readonly permit: number;
  readonly hedge: boolean;
  state: AttemptState = 'running';
  /** The value, the error, or the reason for which it was given up. */
  result: unknown = undefined;
  readonly #call: PolicyCall;
  #wait: Wait | undefined = undefined;
  #controller: AbortController | undefined = undefined;
  #startedAt = -1;

  constructor(call: PolicyCall, permit: number, hedge: boolean) {
    this.#call = call;
    this.attempt = call.attempts;
    this.permit = permit;
    this.hedge = hedge;
  }

  /** Steady time at which it was sent, to within the microtask after which it is first asked for. */
  get startedAt(): number {
    if (this.#startedAt < 0) {
      // The call began before its attempt: its own time is looked up first.
      const { time, startedAt } = this.#call;
      this.#startedAt = Math.max(startedAt, time.now());
    }
    return this.#startedAt;
  }

  get idempotencyKey(): string | undefined {
    return this.#call.options.idempotencyKey;
  }

  get deadline(): number {
    return this.#call.time.toEpoch(this.#call.deadline);
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (isGivenUp(this.state)) this.#controller.abort(this.result);
    }
    return this.#controller.signal;
  }

  /** Whether it was answered before anything had to wait for it, so that no time has passed. */
  get tookNoTime(): boolean {
    return this.#wait === undefined;
  }

  start(work: (attempt: Attempt) => unknown): void {
    try {
      Promise.resolve(work(this)).then(
        (value) => this.#finish('value', value),
        (error: unknown) => this.#finish('error', error),
      );
    } catch (error) {
      this.#finish('error', error);
    }
  }

  /** Waits until it is answered, but no longer than `timeout`, and only while the caller wants it. */
  async settle(clock: Clock, timeout: number, callerSignal: AbortSignal | undefined): Promise<void> {
    this.#wait = new Wait(clock, timeout, callerSignal);
    const end = await this.#wait.end;
    // An answer that arrived in the same instant counts: a success is never thrown away.
    if (this.state !== 'running' || end === 'settled') return;
    this.#giveUp(
      end,
      end === 'aborted' ? callerSignal?.reason : new DOMException('The attempt timed out', 'TimeoutError'),
    );
  }

  /** Gives it up because another request was answered first. */
  cancel(): void {
    if (this.state !== 'running') return;
    this.#giveUp('cancelled', new DOMException('Another request was answered first', 'AbortError'));
    this.#wait?.settle();
  }

  #giveUp(state: AttemptState, reason: unknown): void {
    this.state = state;
    this.result = reason;
    this.#controller?.abort(reason);
  }

  #finish(state: 'value' | 'error', result: unknown): void {
    if (this.state !== 'running') return;
    this.state = state;
    this.result = result;
    this.#wait?.settle();
  }
}

function isGivenUp(state: AttemptState): boolean {
  return state === 'timeout' || state === 'aborted' || state === 'cancelled';
}
