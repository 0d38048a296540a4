import { stripeScheme } from './stripe-scheme.js';

/** Options of {@link signStripeWebhook}. */
export interface SignStripeWebhookOptions {
  /** Signing secret of the endpoint, `whsec_...`. */
  readonly secret: string;
  /** When it is signed, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Signs a body as Stripe does: for tests and emulators.
 *
 * @returns the headers to send with it
 * @throws RangeError for a blank secret
 * @example
 * ```ts
 * import { signStripeWebhook } from '@breakwater/stripe/webhooks';
 *
 * const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'invoice.paid' });
 * const headers = await signStripeWebhook(body, { secret: 'whsec_...', at: Date.now() });
 * export const request = new Request('https://shop.example/webhooks', { method: 'POST', headers, body });
 * ```
 */
export async function signStripeWebhook(
  body: string | Uint8Array,
  { secret, at }: SignStripeWebhookOptions,
): Promise<Record<string, string>> {
  const key = stripeScheme.importKey(secret);
  if (key === undefined) throw new RangeError('A blank secret signs nothing.');
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return { 'content-type': 'application/json; charset=utf-8', ...(await stripeScheme.sign(bytes, key, at)) };
}
