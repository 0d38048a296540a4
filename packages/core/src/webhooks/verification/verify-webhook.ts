import { systemClock } from '../../runtime/clock.js';
import type { RawHeaders, RawRequest } from '../request/raw-request.js';
import type { WebhookSource } from '../source/webhook-source.js';
import { type Rejection, reject, type Verdict } from './verdict.js';

/** The bytes of a body, or undefined for anything decoded: re-encoding it would verify what was never sent. */
function toBytes(body: unknown): Uint8Array | undefined {
  if (body instanceof Uint8Array) return body;
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return body instanceof ArrayBuffer ? new Uint8Array(body) : undefined;
}

/** The request in exactly the form that schemes rely on, whatever came from outside TypeScript. */
function normalize(request: RawRequest, maxBodyBytes: number): RawRequest | Rejection {
  const body = toBytes(request.body);
  if (!body) {
    return reject('signature_mismatch', 'The body is not raw bytes. Keep it unparsed: a signature covers bytes.');
  }
  if (body.length > maxBodyBytes) return reject('body_too_large', `The body is larger than ${maxBodyBytes} bytes.`);
  const headers = (request.headers as RawHeaders | undefined) ?? {};
  return { method: request.method, url: request.url, headers, body };
}

/**
 * Checks that a webhook request comes from its sender, is fresh, and is unchanged; the same check that the handler makes.
 * Never throws on input.
 *
 * @param options.now The time to judge freshness by, in milliseconds since the epoch. Default: the machine's clock.
 * @param options.tenant Whose secrets count, for a source that has secrets for each tenant. Default: `''`.
 * @example
 * ```ts
 * import { verifyWebhook } from '@breakwater/core/webhooks';
 * import { stripeWebhook } from '@breakwater/stripe/webhooks';
 *
 * export async function isGenuine(request: Request): Promise<boolean> {
 *   const { method, url, headers } = request;
 *   const body = new Uint8Array(await request.arrayBuffer());
 *   const verdict = await verifyWebhook(stripeWebhook({ secrets: ['whsec_...'] }), { method, url, headers, body });
 *   return verdict.ok;
 * }
 * ```
 */
export async function verifyWebhook<Events extends object>(
  source: WebhookSource<Events>,
  request: RawRequest,
  options: { readonly now?: number | undefined; readonly tenant?: string | undefined } = {},
): Promise<Verdict> {
  const normal = normalize(request, source.delivery.maxBodyBytes);
  if ('ok' in normal) return normal;
  const verdict = await source.verify(normal, options.now ?? systemClock.now(), options.tenant);
  if (!verdict.ok) return verdict;
  const split = source.split(normal.body, normal.headers);
  return { ...verdict, eventIds: split.ok ? split.items.map((item) => item.id) : [] };
}
