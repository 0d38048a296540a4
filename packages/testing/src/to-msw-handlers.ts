import type { RequestHandler } from 'msw';
import type { Emulator } from './emulator.js';

/** Which requests an emulator answers under msw. */
export interface MswOptions {
  /** Everything below this URL: `'https://api.stripe.com'`. */
  readonly baseUrl: string;
}

/**
 * Handlers for msw 3, which is loaded here and not at import. A reset and a closed connection are both
 * `HttpResponse.error()`, the only network failure that msw knows; a hang lasts until the client aborts.
 *
 * @example
 * ```ts
 * import { createStripeEmulator } from '@breakwater/stripe/testing';
 * import { toMswHandlers } from '@breakwater/testing';
 *
 * export const handlers = await toMswHandlers(createStripeEmulator(), { baseUrl: 'https://api.stripe.com' });
 * // setupServer(...handlers).listen({ onUnhandledFrame: 'error' });
 * ```
 */
export async function toMswHandlers(emulator: Emulator, options: MswOptions): Promise<RequestHandler[]> {
  const { http, HttpResponse } = await import('msw');
  const base = options.baseUrl.replace(/\/+$/, '').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return [
    http.all(new RegExp(`^${base}/`), async ({ request }) => {
      const answer = await emulator.handle(request);
      if (answer.type === 'response') return answer.response;
      if (answer.type === 'hang') await aborted(request.signal);
      return HttpResponse.error();
    }),
  ];
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
