import { signWebhook } from '@breakwater/core/webhooks';
import { clerkScheme } from './clerk-scheme.js';

/** Options of {@link signClerkWebhook}. */
export interface SignClerkWebhookOptions {
  /** Signing secret of the endpoint, `whsec_...`. */
  readonly secret: string;
  /** When it is signed, in milliseconds since the epoch. Clerk signs anew, with the time, for each attempt. */
  readonly at: number;
  /** Id of the message, the same for each attempt. @default `msg_` and the time of signing */
  readonly id?: string | undefined;
}

/**
 * Signs a body as Clerk does: for tests and emulators.
 *
 * @returns the headers to send with it
 * @throws RangeError for a secret that is blank or not base64
 * @example
 * ```ts
 * import { signClerkWebhook } from '@breakwater/clerk/webhooks';
 *
 * const body = JSON.stringify({ object: 'event', type: 'user.created', data: { id: 'user_1' } });
 * const headers = await signClerkWebhook(body, { secret: 'whsec_c2VjcmV0', at: Date.now(), id: 'msg_1' });
 * export const request = new Request('https://shop.example/webhooks', { method: 'POST', headers, body });
 * ```
 */
export async function signClerkWebhook(
  body: string | Uint8Array,
  { secret, at, id }: SignClerkWebhookOptions,
): Promise<Record<string, string>> {
  return signWebhook(body, { scheme: clerkScheme, key: clerkScheme.importSigningKey(secret), at, id });
}
