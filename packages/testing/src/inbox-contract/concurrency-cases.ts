import type { Inbox } from '@breakwater/core/webhooks';
import { assert, assertEqual } from '../contract/contract-case.js';
import { DAY, delivery, type InboxBench, type InboxCases, LEASE } from './inbox-bench.js';
import type { OpenedInbox } from './inbox-contract-descriptor.js';

/** One delivery of an event, as a handler works on it in line. Resolves with whether its effect was applied here. */
async function deliverOnce<Transaction>(
  { inbox, effects }: OpenedInbox<Transaction>,
  id: string,
  applied: string[],
): Promise<void> {
  await inbox.accept([delivery(id)]);
  const [claim] = await inbox.claim({ lease: LEASE, keys: [delivery(id)] });
  if (!claim) return;
  await inbox.transaction(async (transaction) => {
    await effects?.apply(transaction, id);
    const isDone = await inbox.complete(claim, { result: 'processed', keep: DAY, transaction });
    if (!isDone) throw new Error('The delivery was lost');
  });
  applied.push(id);
}

async function openMany<Transaction>(
  { again }: InboxBench<Transaction>,
  count: number,
): Promise<readonly OpenedInbox<Transaction>[]> {
  return await Promise.all(Array.from({ length: count }, () => again()));
}

/** Applies an effect, and rejects when the claim turns out to be lost, as a handler's processing does. */
async function attempt<Transaction>(
  { inbox, effects }: OpenedInbox<Transaction>,
  claim: Parameters<Inbox<Transaction>['complete']>[0],
): Promise<boolean> {
  return await inbox
    .transaction(async (transaction) => {
      await effects?.apply(transaction, claim.delivery.id);
      const isDone = await inbox.complete(claim, { result: 'processed', keep: DAY, transaction });
      if (!isDone) throw new Error('lost');
      return true;
    })
    .catch((error: unknown) => {
      assert(error instanceof Error && error.message === 'lost', `It rejected with ${String(error)}`);
      return false;
    });
}

/** What holds when several processes are at work. */
export function concurrencyCases<Transaction>(): InboxCases<Transaction> {
  return {
    'applies each effect once when 200 events are delivered three times at the same moment': async (bench) => {
      const processes = await openMany(bench, 3);
      const ids = Array.from({ length: 200 }, (_, index) => `event_${index}`);
      const applied: string[] = [];
      await Promise.all(ids.flatMap((id) => processes.map((one) => deliverOnce(one, id, applied))));
      assertEqual(applied.toSorted(), ids.toSorted(), 'applied');
      const { deliveries } = await bench.inbox.list({ state: 'done', limit: 1_000 });
      assertEqual(deliveries.length, 200, 'done');
      if (!bench.effects) return;
      for (const id of ids) assertEqual(await bench.effects.count(id), 1, `effects of ${id}`);
    },
    'stores overlapping batches once, whatever their order': async (bench) => {
      const processes = await openMany(bench, 4);
      const ids = Array.from({ length: 60 }, (_, index) => `event_${index}`);
      const outcomes = await Promise.all(
        processes.map(({ inbox }, index) => {
          const order = index % 2 === 0 ? ids : ids.toReversed();
          return inbox.accept(order.map((id) => delivery(id)));
        }),
      );
      const stored = outcomes.flat().filter(({ outcome }) => outcome === 'stored');
      assertEqual([stored.length, outcomes.flat().length], [60, 240], 'stored of all');
    },
    'shares out deliveries between eight workers, none twice, without a deadlock': async (bench) => {
      const workers = await openMany(bench, 8);
      const ids = Array.from({ length: 240 }, (_, index) => `event_${index}`);
      await bench.inbox.accept(ids.map((id) => delivery(id)));
      const taken: string[] = [];
      const work = async (one: OpenedInbox<Transaction>): Promise<void> => {
        for (;;) {
          const claims = await one.inbox.claim({ lease: LEASE, limit: 5 });
          if (claims.length === 0) return;
          for (const claim of claims) {
            taken.push(claim.delivery.id);
            if (!(await attempt(one, claim))) throw new Error(`${claim.delivery.id} was lost`);
          }
        }
      };
      await Promise.all(workers.map(work));
      assertEqual(taken.toSorted(), ids.toSorted(), 'taken');
    },
    'rolls the effect of a zombie back, before and after the new owner is done': async (bench) => {
      const [zombie, owner] = (await openMany(bench, 2)) as [OpenedInbox<Transaction>, OpenedInbox<Transaction>];
      for (const [id, order] of [
        ['early', 'zombie first'],
        ['late', 'owner first'],
      ] as const) {
        await bench.inbox.accept([delivery(id)]);
        const lost = await bench.claim([delivery(id)], zombie.inbox);
        await bench.clock.advance(LEASE);
        const held = await bench.claim([delivery(id)], owner.inbox);
        if (order === 'zombie first') assertEqual(await attempt(zombie, lost), false, 'the zombie');
        assertEqual(await attempt(owner, held), true, 'the owner');
        assertEqual(await attempt(zombie, lost), false, 'the zombie, late');
        assertEqual(await bench.stateOf(id), 'done', 'state');
        if (bench.effects) assertEqual(await bench.effects.count(id), 1, 'effects');
      }
    },
    'leaves no effect of a handler that failed, and passes its error on': async (bench) => {
      const { inbox, effects, claim, complete } = bench;
      await inbox.accept([delivery('a')]);
      const claimed = await claim();
      const failure = new Error('the handler failed');
      const caught = await inbox
        .transaction(async (transaction) => {
          await effects?.apply(transaction, 'a');
          throw failure;
        })
        .catch((error: unknown) => error);
      assert(caught === failure, `It rejected with ${String(caught)}`);
      if (effects) assertEqual(await effects.count('a'), 0, 'effects');
      assertEqual(await bench.stateOf('a'), 'claimed', 'state');
      assert(await complete(claimed), 'The inbox cannot be used after a transaction was rolled back');
    },
    'resolves with what the work in a transaction returns': async ({ inbox }) => {
      assertEqual(await inbox.transaction(async () => 7), 7, 'result');
    },
  };
}
