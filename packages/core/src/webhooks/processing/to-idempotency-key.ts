import type { DeliveryKey } from '../inbox/inbox.js';
import { deriveEventId } from '../request/derive-id.js';

/** What the vendors take at most that have such keys. */
const MAX_LENGTH = 255;

const escape = (part: string): string => part.replaceAll('%', '%25').replaceAll(':', '%3A');

/** A key for other services, the same at every attempt and for no other event: its parts cannot run into each other. */
export function toIdempotencyKey({ source, tenant, id }: DeliveryKey): string {
  const key = [source, ...(tenant === '' ? [] : [tenant]), id].map(escape).join(':');
  return key.length <= MAX_LENGTH ? key : deriveEventId([source, tenant, id]);
}
