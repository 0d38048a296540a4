import { createAcmeScheme } from './acme-scheme.js';

/**
 * Signs a body as Acme does: for tests and the emulator.
 *
 * @param options.at When, in milliseconds since the epoch.
 * @returns the headers to send with it
 * @throws TypeError for a blank secret
 */
export async function signAcmeWebhook(
  body: string | Uint8Array,
  options: { readonly secret: string; readonly at: number },
): Promise<Record<string, string>> {
  const scheme = createAcmeScheme();
  const key = scheme.importKey(options.secret);
  if (key === undefined) throw new TypeError('A blank secret signs nothing.');
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return { 'content-type': 'application/json', ...(await scheme.sign(bytes, key, options.at)) };
}
