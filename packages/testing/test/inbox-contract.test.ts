import { createMemoryInbox, type Inbox } from '@breakwater/core/webhooks';
import { describe, expect, it } from 'vitest';
import { type InboxContract, inboxContract } from '../src/index.js';

const shared = (change: (inbox: Inbox) => Inbox = (inbox) => inbox): InboxContract<undefined> => {
  const stores = new Map<string, Inbox>();
  return {
    open: ({ clock, store }) => {
      const inbox = stores.get(store) ?? change(createMemoryInbox({ clock }));
      stores.set(store, inbox);
      return { inbox };
    },
  };
};

/** The names of the cases that a store fails. */
async function failures(contract: InboxContract<undefined>): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of inboxContract(contract)) await run().catch(() => failed.push(name));
  return failed;
}

describe('the contract of an inbox', () => {
  it('is kept by the memory inbox', async () => {
    const cases = inboxContract(shared());
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    for (const { name, run } of cases) await expect(run(), name).resolves.toBeUndefined();
  });

  it.each<[string, (inbox: Inbox) => Inbox, string]>([
    [
      'that forgets what it stores',
      (inbox) => ({ ...inbox, accept: async (all) => all.map(() => ({ outcome: 'stored' })) }),
      'accept: stores a delivery once',
    ],
    [
      'that has no fence',
      (inbox) => ({
        ...inbox,
        fail: async ({ delivery }, options) => {
          const [held] = [...(await inbox.list({ state: 'claimed' })).deliveries];
          return held
            ? inbox.fail({ delivery: { ...held, headers: {}, body: delivery.body }, fence: 2, attempt: 2 }, options)
            : false;
        },
      }),
      'fence: lets fail change nothing once somebody else has the delivery',
    ],
    [
      'that hands a claimed delivery to everybody',
      (inbox) => {
        const last: Awaited<ReturnType<Inbox['claim']>>[number][] = [];
        return {
          ...inbox,
          claim: async (options) => {
            const claims = await inbox.claim(options);
            last.push(...claims);
            return claims.length > 0 ? claims : last.slice(-1);
          },
        };
      },
      'claim: hands a delivery to one only, for as long as the lease lasts',
    ],
    [
      'that forgets that events are done',
      (inbox) => ({
        ...inbox,
        complete: (claim, options) => inbox.complete(claim, { ...options, keep: 0 }),
      }),
      'purge: erases content by age, and the record only when the sender cannot repeat the event',
    ],
    [
      'that replays what is done without force',
      (inbox) => ({ ...inbox, replay: (key, options) => inbox.replay(key, { ...options, force: true }) }),
      'replay: applies what is done again only by force',
    ],
    [
      'that swallows the error of a handler',
      (inbox) => ({ ...inbox, transaction: (work) => inbox.transaction(work).catch(() => undefined as never) }),
      'concurrency: leaves no effect of a handler that failed, and passes its error on',
    ],
  ])('is not kept by an inbox %s', async (_, change, name) => {
    expect(await failures(shared(change))).toContain(name);
  });
});
