import type { IntegrationError } from '../errors/integration-error.js';
import type { Clock } from '../runtime/clock.js';

/** What bounds one `run`. */
export interface CallBounds {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly timeout: number;
  /** The caller's signal. */
  readonly signal: AbortSignal | undefined;
  /** Aborted when either bound is reached, so that the work can stop. */
  readonly abort: AbortController;
  /** The error for a passed deadline. */
  readonly toDeadlineError: () => IntegrationError;
}

/** Longest wait that timers of JavaScript can hold, in milliseconds. */
const MAX_TIMER = 2 ** 31 - 1;

/**
 * Runs `work`, and stops waiting for it when the deadline passes or the caller aborts, also when the work itself heeds
 * neither. A result that has arrived is returned whatever happens afterwards.
 */
export async function withDeadline<T>(work: () => Promise<T>, bounds: CallBounds): Promise<T> {
  const { clock, signal, abort } = bounds;
  let release: () => void = () => undefined;
  const bound = new Promise<never>((_, reject) => {
    const onAbort = (): void => {
      reject(signal?.reason);
      abort.abort(signal?.reason);
    };
    const expire = (): void => {
      const error = bounds.toDeadlineError();
      reject(error);
      abort.abort(error);
    };
    // A request under way has a timer of its own for the same instant, and knows more: it is given the first word.
    const yieldToRequest = (): void => {
      timer = clock.setTimeout(expire, 0);
    };
    let timer = bounds.timeout <= MAX_TIMER ? clock.setTimeout(yieldToRequest, bounds.timeout) : undefined;
    signal?.addEventListener('abort', onAbort, { once: true });
    release = () => {
      if (timer !== undefined) clock.clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
  });
  try {
    return await Promise.race([work(), bound]);
  } finally {
    release();
  }
}
