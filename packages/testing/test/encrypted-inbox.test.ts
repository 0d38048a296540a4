import { createAesGcmCipher, createMemoryInbox, encryptInbox, type Inbox } from '@breakwater/core/webhooks';
import { describe, expect, it } from 'vitest';
import { inboxContract } from '../src/index.js';

describe('an encrypted inbox keeps the contract of an inbox', () => {
  const stores = new Map<string, Inbox>();
  const cipher = createAesGcmCipher({ keys: [{ id: 'k1', key: new Uint8Array(32).fill(7) }] });
  const cases = inboxContract<undefined>({
    open: ({ clock, store }) => {
      const memory = stores.get(store) ?? createMemoryInbox({ clock });
      stores.set(store, memory);
      // Each process wraps the same store for itself.
      return { inbox: encryptInbox(memory, cipher) };
    },
  });
  it.each(cases)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
