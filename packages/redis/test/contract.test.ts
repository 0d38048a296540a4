import { inboxContract } from '@breakwater/testing';
import { describe, it } from 'vitest';
import { createRedisInbox } from '../src/index.js';
import { CLIENTS, createPrefix, needsRedis } from './redis-server.js';

describe('the contract of an inbox', needsRedis, () => {
  const prefix = createPrefix();
  for (const [kind, open] of Object.entries(CLIENTS)) {
    describe(`by ${kind}`, () => {
      const cases = inboxContract({
        open: async ({ clock, store }) => {
          const { client, close } = await open();
          const keyPrefix = `${prefix}:${kind.slice(0, 4)}:${store.slice(0, 16)}`;
          return { inbox: createRedisInbox({ client, keyPrefix, clock }), close };
        },
      });
      for (const { name, run } of cases) it(name, run);
    });
  }
});
