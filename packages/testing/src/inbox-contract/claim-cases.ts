import type { Claim } from '@breakwater/core/webhooks';
import { assert, assertEqual } from '../contract/contract-case.js';
import { DAY, delivery, type InboxBench, type InboxCases, LEASE } from './inbox-bench.js';

const idsOf = (claims: readonly Claim[]): string[] => claims.map((one) => one.delivery.id);

/** What claiming promises. */
export function claimCases<Transaction>(): InboxCases<Transaction> {
  return {
    'hands a delivery to one only, for as long as the lease lasts': async ({ inbox, again, clock }) => {
      const other = await again();
      await inbox.accept([delivery('a')]);
      const [first] = await inbox.claim({ lease: LEASE });
      assertEqual([first?.fence, first?.attempt], [1, 1], 'fence and attempt');
      assertEqual([first?.delivery.state, first?.delivery.attempts], ['claimed', 1], 'delivery');
      assertEqual([first?.delivery.nextAt, first?.delivery.updatedAt], [clock.now() + LEASE, clock.now()], 'times');
      assertEqual(await other.inbox.claim({ lease: LEASE }), [], 'while leased');
      await clock.advance(LEASE - 1);
      assertEqual(await other.inbox.claim({ lease: LEASE, keys: [delivery('a')] }), [], 'just before the end');
      await clock.advance(1);
      const [second] = await other.inbox.claim({ lease: LEASE });
      assertEqual([second?.fence, second?.attempt], [2, 2], 'fence and attempt after the lease');
    },
    'takes what has been due for longest': async ({ inbox, claim, clock }) => {
      await inbox.accept([delivery('a')]);
      await inbox.fail(await claim(), { error: 'x', delay: 1_000 });
      await clock.advance(500);
      await inbox.accept([delivery('c'), delivery('b')]);
      assertEqual(idsOf(await inbox.claim({ lease: 1, limit: 9 })), ['c', 'b'], 'due now');
      await clock.advance(1_000);
      assertEqual(idsOf(await inbox.claim({ lease: LEASE, limit: 2 })), ['c', 'b'], 'the longest due');
      assertEqual((await claim()).delivery.id, 'a', 'the last');
    },
    'takes one delivery unless told otherwise': async ({ inbox }) => {
      await inbox.accept([delivery('a'), delivery('b')]);
      assertEqual(idsOf(await inbox.claim({ lease: LEASE })), ['a'], 'ids');
    },
    'takes the deliveries of one source only, when asked': async ({ inbox }) => {
      await inbox.accept([delivery('a', { source: 'other' }), delivery('b')]);
      assertEqual(idsOf(await inbox.claim({ lease: LEASE, limit: 9, source: 'acme' })), ['b'], 'acme');
      const keys = [delivery('a', { source: 'other' })];
      assertEqual(await inbox.claim({ lease: LEASE, keys, source: 'acme' }), [], 'named, of another source');
      assertEqual(idsOf(await inbox.claim({ lease: LEASE, limit: 9 })), ['a'], 'any source');
    },
    'takes named deliveries in their order, also before a retry is due, never from somebody who is at it': async ({
      inbox,
      claim,
      complete,
    }) => {
      await inbox.accept([delivery('a'), delivery('b'), delivery('c')]);
      await inbox.fail(await claim([delivery('b')]), { error: 'x', delay: DAY });
      const keys = [delivery('c'), delivery('b')];
      const claims = await inbox.claim({ lease: LEASE, keys: [...keys, ...keys] });
      assertEqual(
        claims.map((one) => [one.delivery.id, one.attempt]),
        [
          ['c', 1],
          ['b', 2],
        ],
        'claims',
      );
      assertEqual(await inbox.claim({ lease: LEASE, keys }), [], 'while leased');
      for (const one of claims) await complete(one);
      assertEqual(await inbox.claim({ lease: LEASE, keys: [...keys, delivery('unknown')] }), [], 'when done');
      assertEqual(await inbox.claim({ lease: LEASE, keys: [] }), [], 'no keys');
      assertEqual(idsOf(await inbox.claim({ lease: LEASE, limit: 9 })), ['a'], 'the rest');
    },
    'gives the content with the claim': async ({ inbox, claim }) => {
      await inbox.accept([delivery('a', { subject: 'order_1' })]);
      const claimed = await claim();
      assertEqual(new TextDecoder().decode(claimed.delivery.body), '{"id":"a"}', 'body');
      assertEqual(claimed.delivery.headers, { 'acme-signature': '1.2' }, 'headers');
      assertEqual(claimed.delivery.subject, 'order_1', 'subject');
    },
    'hands back what is released, without counting the attempt': async ({ inbox, claim, clock }) => {
      if (!inbox.release) return; // A store may do without.
      await inbox.accept([delivery('a')]);
      const first = await claim();
      assertEqual(await inbox.release(first), true, 'released');
      assertEqual(await inbox.release(first), false, 'released twice');
      const second = await claim();
      assert(second.fence > first.fence, 'The fence has not grown');
      assertEqual(second.attempt, 1, 'attempt');
      await clock.advance(LEASE);
      await claim();
      assertEqual(await inbox.release(second), false, 'released when lost');
    },
  };
}

/** What each of the acts on a claim does, by name. */
function actsOn<Transaction>({
  inbox,
  complete,
}: InboxBench<Transaction>): Record<string, (c: Claim) => Promise<boolean>> {
  return {
    extend: (claim) => inbox.extend(claim, LEASE),
    complete: (claim) => complete(claim),
    fail: (claim) => inbox.fail(claim, { error: 'x', delay: 0 }),
    bury: (claim) => inbox.bury(claim, { error: 'x' }),
  };
}

/** What the fence promises. */
export function fenceCases<Transaction>(): InboxCases<Transaction> {
  const names = ['extend', 'complete', 'fail', 'bury'];
  const perAct = names.flatMap(
    (name) =>
      [
        [
          `lets ${name} change nothing once somebody else has the delivery`,
          async (bench: InboxBench<Transaction>): Promise<void> => {
            const { inbox, claim, clock } = bench;
            await inbox.accept([delivery('a')]);
            const lost = await claim();
            await clock.advance(LEASE);
            const owner = await claim();
            const before = await inbox.find(delivery('a'));
            assertEqual(await actsOn(bench)[name]?.(lost), false, 'the lost claim');
            assertEqual(await inbox.find(delivery('a')), before, 'delivery');
            assertEqual(await actsOn(bench)[name]?.(owner), true, 'the owner');
          },
        ],
        [
          `lets ${name} change nothing once the delivery has ended`,
          async (bench: InboxBench<Transaction>): Promise<void> => {
            const { inbox, claim, complete, stateOf } = bench;
            await inbox.accept([delivery('a')]);
            const claimed = await claim();
            await complete(claimed);
            assertEqual(await actsOn(bench)[name]?.(claimed), false, name);
            assertEqual(await stateOf('a'), 'done', 'state');
          },
        ],
      ] as const,
  );
  return {
    ...Object.fromEntries(perAct),
    'lets a late owner finish while nobody else has taken over': async ({ inbox, claim, complete, clock }) => {
      await inbox.accept([delivery('a')]);
      const late = await claim();
      await clock.advance(LEASE * 2);
      assertEqual(await complete(late), true, 'complete');
    },
    'prolongs a lease from now': async ({ inbox, claim, clock }) => {
      await inbox.accept([delivery('a')]);
      const claimed = await claim();
      await clock.advance(LEASE - 1);
      assertEqual(await inbox.extend(claimed, LEASE), true, 'extend');
      await clock.advance(LEASE - 1);
      assertEqual(await inbox.claim({ lease: LEASE }), [], 'while leased');
      await clock.advance(1);
      assertEqual((await claim()).attempt, 2, 'attempt after the lease');
    },
    'records how an attempt ended': async ({ inbox, claim, complete, clock }) => {
      await inbox.accept([delivery('a'), delivery('b')]);
      const [a, b] = [delivery('a'), delivery('b')];
      await inbox.fail(await claim([a]), { error: 'it broke \u0000', delay: 7_000 });
      const failed = await inbox.find(a);
      assertEqual(
        [failed?.state, failed?.error, failed?.nextAt, failed?.attempts],
        ['retry', 'it broke \u0000', clock.now() + 7_000, 1],
        'failed',
      );
      await clock.advance(7_000);
      await complete(await claim([a]));
      const done = await inbox.find(a);
      assertEqual(
        [done?.state, done?.result, done?.error, done?.nextAt],
        ['done', 'processed', undefined, undefined],
        'done',
      );
      await inbox.bury(await claim([b]), { error: 'it is hopeless' });
      const dead = await inbox.find(b);
      assertEqual([dead?.state, dead?.error, dead?.nextAt], ['dead', 'it is hopeless', undefined], 'dead');
    },
  };
}
