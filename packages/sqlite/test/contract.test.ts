import { inboxContract } from '@breakwater/testing';
import { describe, it } from 'vitest';
import { applyEffect } from './processes/effect.js';
import { createTemporaryStore } from './temporary-store.js';

describe('the contract of an inbox', () => {
  const temporary = createTemporaryStore();
  const cases = inboxContract({
    open: ({ clock, store }) => {
      const inbox = temporary.open(store, { clock });
      return {
        inbox,
        effects: { apply: applyEffect, count: (key) => temporary.count(store, key) },
        close: () => inbox.close(),
      };
    },
  });
  for (const { name, run } of cases) it(name, run);
});
