import type { StoredDelivery } from '../inbox/inbox.js';

/** A stored delivery whose content is there and could not be read, for example because it could not be decrypted. */
export interface UnreadableDelivery extends StoredDelivery {
  readonly body: undefined;
  /** Why: what an attempt to handle it fails with. */
  readonly unreadable: Error;
}

/** Why the content of a delivery cannot be read; undefined when it can, or was erased. */
export function unreadableFailure(delivery: StoredDelivery): Error | undefined {
  return 'unreadable' in delivery && delivery.unreadable instanceof Error ? delivery.unreadable : undefined;
}
