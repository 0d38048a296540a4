import { createHash } from 'node:crypto';
import type { DeliveryKey } from '@breakwater/core/webhooks';

/**
 * Under what a delivery is found: 32 bytes, however long the parts are. An index over the parts themselves refuses rows
 * above 2704 bytes, which three texts of a hostile sender can reach.
 */
export function toDeliveryDigest({ tenant, source, id }: DeliveryKey): Buffer {
  // JSON keeps the parts apart, and writes lone surrogates as escapes: UTF-8 alone would make them all the same.
  return createHash('sha256')
    .update(JSON.stringify([tenant, source, id]))
    .digest();
}
