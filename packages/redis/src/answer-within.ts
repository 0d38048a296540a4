import { systemClock } from '@breakwater/core';
import { toTimeoutError } from './redis-error.js';

/**
 * Settles like `answer`, or rejects after `timeout` milliseconds of the machine's clock, by which networks go.
 *
 * Clients may wait for a connection for ever, and ioredis drops a command without settling it when
 * `autoResendUnfulfilledCommands` is off and the connection breaks. Read in ioredis@6.0.0.
 *
 * @param onLate Given an answer that comes after all, when nobody waits for it any more.
 */
export async function answerWithin<T>(
  timeout: number,
  operation: string,
  answer: Promise<T>,
  onLate?: (answer: T) => void,
): Promise<T> {
  let timer: unknown;
  const late = new Promise<never>((_, reject) => {
    timer = systemClock.setTimeout(() => {
      reject(toTimeoutError(operation, timeout));
      answer.then(onLate, () => {}); // What it failed with is of no interest any more, either.
    }, timeout);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    systemClock.clearTimeout(timer);
  }
}
