import { createHmac } from 'node:crypto';

/** `paid` is counted: each one has to be applied once. `updated` overwrites the state of its subject. */
export type TortureEventType = 'paid' | 'updated';

/** An event as the sender's book has it. */
export interface TortureEvent {
  readonly id: string;
  readonly type: TortureEventType;
  readonly subject: string;
  /** Grows with every `updated` of the subject. The receiver must not order by it: the sender's clock is all it has. */
  readonly revision: number;
  /** In whole seconds, as most vendors tell it, so that many events tie. Milliseconds since the epoch. */
  readonly occurredAt: number;
}

export const SECRET = 'torture_secret';
export const SIGNATURE_HEADER = 'x-torture-signature';

/** Signs a request with nothing of the product: the sender is somebody else. */
export function signBody(body: string): string {
  return createHmac('sha256', SECRET).update(body).digest('hex');
}
