import type { DeliveryFilter } from '@breakwater/core/webhooks';
import { assert, assertEqual } from '../contract/contract-case.js';
import { DAY, delivery, type InboxCases } from './inbox-bench.js';

const WHY = { actor: 'ops@shop.test', reason: 'fixed the handler' };

/** What listing promises. */
export function listCases<Transaction>(): InboxCases<Transaction> {
  return {
    'pages through everything, the oldest first, without content': async ({ inbox }) => {
      await inbox.accept(['e', 'd', 'c', 'b', 'a'].map((id) => delivery(id)));
      const seen: string[][] = [];
      let cursor: string | undefined;
      do {
        const page = await inbox.list({ limit: 2, cursor });
        seen.push(page.deliveries.map(({ id }) => id));
        cursor = page.next;
        const [first] = page.deliveries;
        assert(first && !('body' in first) && !('headers' in first), 'A summary shows content');
      } while (cursor !== undefined && seen.length < 9);
      assertEqual(seen, [['e', 'd'], ['c', 'b'], ['a']], 'pages');
    },
    'filters by state, type, subject, tenant and source': async ({ inbox, claim }) => {
      await inbox.accept([
        delivery('a', { subject: 'order_1' }),
        delivery('b', { type: 'order.updated' }),
        delivery('c', { tenant: 't' }),
        delivery('d', { source: 'other' }),
        delivery('e', { subject: 'order_1' }),
      ]);
      await inbox.bury(await claim([delivery('a')]), { error: 'x' });
      const expected: readonly (readonly [DeliveryFilter, string])[] = [
        [{ state: 'dead' }, 'a'],
        [{ type: 'order.updated' }, 'b'],
        [{ subject: 'order_1' }, 'a,e'],
        [{ tenant: 't' }, 'c'],
        [{ tenant: '', source: 'acme', state: 'pending' }, 'b,e'],
        [{ source: 'other' }, 'd'],
        [{ state: 'dead', source: 'other' }, ''],
      ];
      for (const [filter, ids] of expected) {
        const { deliveries } = await inbox.list(filter);
        assertEqual(deliveries.map(({ id }) => id).join(','), ids, JSON.stringify(filter));
        const page = await inbox.list({ ...filter, limit: 1 });
        assertEqual(page.next !== undefined, ids.includes(','), `a next page of ${JSON.stringify(filter)}`);
      }
    },
    'finds nothing under an unknown key': async ({ inbox }) => {
      await inbox.accept([delivery('a')]);
      assertEqual(await inbox.find(delivery('a', { tenant: 'other' })), undefined, 'found');
    },
  };
}

/** What replaying promises. */
export function replayCases<Transaction>(): InboxCases<Transaction> {
  return {
    'makes a dead letter due again, with all its attempts, and keeps who wanted it': async (bench) => {
      const { inbox, claim, clock } = bench;
      await inbox.accept([delivery('a')]);
      await inbox.bury(await claim(), { error: 'x' });
      await clock.advance(1_000);
      assertEqual(await inbox.replay(delivery('a'), WHY), 'replayed', 'outcome');
      const found = await inbox.find(delivery('a'));
      assertEqual([found?.state, found?.attempts, found?.error], ['pending', 0, 'x'], 'standing');
      assertEqual(found?.replay, { at: clock.now(), ...WHY }, 'replay');
      const again = await claim();
      assertEqual([again.attempt, again.fence], [1, 2], 'attempt and fence');
    },
    'makes a failed one due now': async ({ inbox, claim }) => {
      await inbox.accept([delivery('a')]);
      await inbox.fail(await claim(), { error: 'x', delay: DAY });
      assertEqual(await inbox.replay(delivery('a'), WHY), 'replayed', 'outcome');
      assertEqual((await claim()).attempt, 1, 'attempt');
    },
    'applies what is done again only by force': async ({ inbox, finish, stateOf }) => {
      await inbox.accept([delivery('a')]);
      await finish('a');
      assertEqual(await inbox.replay(delivery('a'), WHY), 'done', 'without force');
      assertEqual(await stateOf('a'), 'done', 'state');
      assertEqual(await inbox.replay(delivery('a'), { ...WHY, force: true }), 'replayed', 'by force');
      const found = await inbox.find(delivery('a'));
      assertEqual([found?.state, found?.result], ['pending', undefined], 'standing');
    },
    'leaves alone what somebody is at, what is unknown, and what has no content any more': async (bench) => {
      const { inbox, claim, complete } = bench;
      await inbox.accept([delivery('a')]);
      const claimed = await claim();
      assertEqual(await inbox.replay(delivery('a'), { ...WHY, force: true }), 'claimed', 'claimed');
      assertEqual(await inbox.replay(delivery('b'), WHY), 'not_found', 'unknown');
      assert(await complete(claimed), 'The claim was lost by a replay that was refused');
      await inbox.purge({ olderThan: 0 });
      assertEqual(await inbox.replay(delivery('a'), { ...WHY, force: true }), 'erased', 'erased');
    },
    'keeps an audit trail of every replay that was granted': async ({ inbox, claim, finish, clock }) => {
      await inbox.accept([delivery('a'), delivery('b')]);
      assertEqual(await inbox.replays(delivery('a')), [], 'before any');
      assertEqual(await inbox.replays(delivery('unknown')), [], 'of an unknown delivery');
      const at = clock.now();
      await inbox.bury(await claim([delivery('a')]), { error: 'x' });
      await inbox.replay(delivery('a'), WHY);
      await clock.advance(1_000);
      await finish('a');
      await inbox.replay(delivery('a'), WHY);
      await inbox.replay(delivery('a'), { actor: 'else@shop.test', reason: 'once more', force: true });
      assertEqual(
        await inbox.replays(delivery('a')),
        [
          { at, ...WHY, forced: false, from: 'dead', attempts: 1 },
          { at: at + 1_000, actor: 'else@shop.test', reason: 'once more', forced: true, from: 'done', attempts: 1 },
        ],
        'audit trail',
      );
      assertEqual(await inbox.replays(delivery('b')), [], 'of another delivery');
    },
    'takes a delivery away from somebody whose lease has ended': async ({ inbox, claim, complete, clock }) => {
      await inbox.accept([delivery('a')]);
      const late = await claim();
      await clock.advance(DAY);
      assertEqual(await inbox.replay(delivery('a'), WHY), 'replayed', 'outcome');
      assertEqual(await complete(late), false, 'the late one');
      const owner = await claim();
      assertEqual(await complete(late), false, 'the late one, after the next claim');
      assert(await complete(owner), 'The owner could not complete');
    },
  };
}

/** What purging promises. */
export function purgeCases<Transaction>(): InboxCases<Transaction> {
  return {
    'erases content by age, and the record only when the sender cannot repeat the event': async (bench) => {
      const { inbox, finish, clock } = bench;
      await inbox.accept([delivery('a')]);
      await finish('a', 4 * DAY);
      await clock.advance(DAY);
      assertEqual(await inbox.purge({ olderThan: 2 * DAY }), { removed: 0, erased: 0 }, 'too young');
      await clock.advance(DAY);
      assertEqual(await inbox.purge({ olderThan: 2 * DAY }), { removed: 0, erased: 1 }, 'old enough');
      const found = await inbox.find(delivery('a'));
      assertEqual([found?.state, found?.body, found?.headers], ['done', undefined, {}], 'what is left');
      const [again] = await inbox.accept([delivery('a')]);
      assertEqual(again?.outcome, 'duplicate', 'a repeated delivery');
      assertEqual(await inbox.purge({ olderThan: 2 * DAY }), { removed: 0, erased: 0 }, 'a second time');
      await clock.advance(2 * DAY);
      assertEqual(await inbox.purge({ olderThan: 2 * DAY }), { removed: 1, erased: 0 }, 'after the retention');
      assertEqual([await inbox.find(delivery('a')), (await inbox.list()).deliveries], [undefined, []], 'nothing');
      assertEqual(await inbox.accept([delivery('a')]), [{ outcome: 'stored' }], 'a new delivery');
    },
    'removes old dead letters, and never what has not ended': async ({ inbox, claim, clock }) => {
      await inbox.accept(['dead', 'retry', 'claimed', 'pending'].map((id) => delivery(id)));
      await inbox.bury(await claim([delivery('dead')]), { error: 'x' });
      await inbox.fail(await claim([delivery('retry')]), { error: 'x', delay: 0 });
      await claim([delivery('claimed')]);
      await clock.advance(365 * DAY);
      for (const only of [{ states: ['done'] }, { source: 'other' }, { tenant: 'other' }] as const) {
        const report = await inbox.purge({ olderThan: DAY, ...only });
        assertEqual(report, { removed: 0, erased: 0 }, JSON.stringify(only));
      }
      assertEqual(await inbox.purge({ olderThan: DAY }), { removed: 1, erased: 0 }, 'report');
      const { deliveries } = await inbox.list();
      assertEqual(
        deliveries.map(({ id }) => id),
        ['retry', 'claimed', 'pending'],
        'what is left',
      );
    },
  };
}
