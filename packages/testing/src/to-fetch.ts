import type { Emulator } from './emulator.js';

/**
 * A `fetch` that never leaves the process: it asks the emulator. Failures look as they do on Node: a reset is
 * `TypeError: fetch failed` with a cause whose `code` is `ECONNRESET`, a hang lasts until the signal is aborted.
 *
 * @example
 * ```ts
 * import { createStripe } from '@breakwater/stripe';
 * import { createStripeEmulator } from '@breakwater/stripe/testing';
 * import { toFetch } from '@breakwater/testing';
 *
 * const fetch = toFetch(createStripeEmulator({ secretKey: 'sk_test_1' }));
 * export const stripe = createStripe({ secretKey: 'sk_test_1', fetch });
 * ```
 */
export function toFetch(emulator: Emulator): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    const answer = await untilAborted(emulator.handle(request), signal);
    switch (answer.type) {
      case 'response':
        return answer.response.body ? abortable(answer.response, signal) : answer.response;
      case 'hang':
        return untilAborted(new Promise<never>(() => {}), signal);
      case 'reset':
        throw networkError('ECONNRESET', 'read ECONNRESET');
      case 'keep_alive_closed':
        throw networkError('UND_ERR_SOCKET', 'other side closed');
    }
  };
}

function networkError(code: string, message: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });
}

/** Settles like `promise`, or rejects with the signal's reason as soon as it is aborted. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Symbol('aborted');
  let onAbort = (): void => {};
  const abort = new Promise<typeof aborted>((resolve) => {
    onAbort = () => resolve(aborted);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    const first = await Promise.race([promise, abort]);
    if (first !== aborted) return first;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  throw signal.reason;
}

/** Aborting the request also ends a body that is still on its way. */
function abortable(response: Response, signal: AbortSignal): Response {
  const body = response.body?.pipeThrough(new TransformStream(), { signal });
  return new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers });
}
