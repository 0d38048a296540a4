import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

/** A signed webhook. */
export interface SignedWebhook {
  readonly id: string;
  readonly body: Buffer;
  /** Hex. */
  readonly signature: string;
}

export const SECRET = 'whsec_benchmark';
const key = createSecretKey(SECRET, 'utf8');

/** Webhooks of one kilobyte, signed with an HMAC over the body. */
export function createWebhooks(count: number): readonly SignedWebhook[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `event_${index}`;
    const payload = { id, type: 'order.paid', note: 'x'.repeat(970) };
    const body = Buffer.from(JSON.stringify(payload));
    return { id, body, signature: createHmac('sha256', key).update(body).digest('hex') };
  });
}

/** What somebody writes by hand before a job is queued: the peers verify nothing. */
export function verifyByHand({ body, signature }: SignedWebhook): { readonly id: string } {
  const expected = createHmac('sha256', key).update(body).digest();
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error('Not genuine');
  return JSON.parse(body.toString()) as { readonly id: string };
}

/** Counts what was processed, and tells when all of it was. */
export function createTally(count: number): { add(id: string): void; readonly all: Promise<void>; repeats(): number } {
  const seen = new Set<string>();
  let repeated = 0;
  let finish: () => void = () => {};
  const all = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return {
    add(id) {
      if (seen.has(id)) repeated += 1;
      seen.add(id);
      if (seen.size === count) finish();
    },
    all,
    repeats: () => repeated,
  };
}
