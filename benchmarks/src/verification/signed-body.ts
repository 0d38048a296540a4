import type { RawRequest } from '@breakwater/core/webhooks';

/** What a subject verifies, again and again. */
export interface VerificationInput {
  readonly body: Uint8Array;
  /** In milliseconds since the epoch. */
  readonly now: number;
}

/** One verification, which gives true; a verifier that answers at once is measured without a promise. */
export type Verification = (() => boolean) | (() => Promise<boolean>);

/** Prepares a verification: signs, and makes keys. */
export type Prepare = (input: VerificationInput) => Promise<Verification>;

/** An event of some vendor in JSON, of just so many bytes; at least 200. */
export function createBody(bytes: number): Uint8Array {
  // Names of ten letters, so that every line takes 54 bytes with its quotes, colon and comma.
  const names = Array.from(
    { length: Math.floor((bytes - 150) / 54) },
    (_, index) => `l${String(index).padStart(9, '0')}`,
  );
  const lines = Object.fromEntries(names.map((name) => [name, 'x'.repeat(38)]));
  const toText = (rest: string): string =>
    JSON.stringify({ id: 'evt_1', object: 'event', type: 'invoice.paid', data: { lines, rest } });
  return new TextEncoder().encode(toText('x'.repeat(bytes - toText('').length)));
}

/** A request with these headers. */
export const toRequest = (headers: Readonly<Record<string, string>>, body: Uint8Array): RawRequest => ({
  method: 'POST',
  url: 'https://shop.test/webhooks',
  headers,
  body,
});
