import type { Delivery } from '@breakwater/core/webhooks';
import { assert, assertEqual } from '../contract/contract-case.js';
import { delivery, type InboxCases, LEASE } from './inbox-bench.js';

/** Texts that a store may confuse, cut off or refuse. All are ids of one tenant. */
const HOSTILE_TEXTS: readonly string[] = [
  `'; DROP TABLE webhook_inbox; --`,
  '"quoted", {braces} [brackets] \\ % _ * :{tag}',
  'a:b',
  'a:b ',
  'A:B',
  'nul\u0000',
  'nul\u0000\u0000',
  'lone \uD800',
  'lone \uD801',
  '\u0001"lone \\ud800"',
  'e\u0301',
  '\u00E9',
  '\u{1F600}'.repeat(127),
  '__proto__',
  '',
];

/** What storing promises. */
export function acceptCases<Transaction>(): InboxCases<Transaction> {
  return {
    'stores a delivery once': async ({ inbox }) => {
      assertEqual(await inbox.accept([delivery('a')]), [{ outcome: 'stored' }], 'first');
      const again = await inbox.accept([delivery('a', { type: 'another', body: new Uint8Array() })]);
      assertEqual(again, [{ outcome: 'duplicate', state: 'pending', waitMs: 0 }], 'second');
      const { deliveries, next } = await inbox.list();
      assertEqual([deliveries.map(({ id, type }) => [id, type]), next], [[['a', 'order.paid']], undefined], 'list');
    },
    'answers each delivery of a batch in its place, and takes a repeated id for a duplicate': async ({ inbox }) => {
      await inbox.accept([delivery('b')]);
      const outcomes = await inbox.accept([delivery('a'), delivery('b'), delivery('c'), delivery('a')]);
      assertEqual(
        outcomes.map(({ outcome }) => outcome),
        ['stored', 'duplicate', 'stored', 'duplicate'],
        'outcomes',
      );
    },
    'accepts an empty batch': async ({ inbox }) => {
      assertEqual(await inbox.accept([]), [], 'outcomes');
    },
    'stores a thousand deliveries in one batch': async ({ inbox }) => {
      const ids = Array.from({ length: 1_000 }, (_, index) => `e${index}`);
      const outcomes = await inbox.accept(ids.map((id) => delivery(id)));
      assert(
        outcomes.every(({ outcome }) => outcome === 'stored'),
        'Not all were stored',
      );
      const { deliveries } = await inbox.list({ limit: 2_000 });
      assertEqual(
        deliveries.map(({ id }) => id),
        ids,
        'order of arrival',
      );
    },
    'gives back every byte and field, also to another process': async ({ inbox, again, clock }) => {
      const body = Uint8Array.from({ length: 256 }, (_, index) => index);
      const full: Delivery = delivery('a', {
        tenant: 'tenant',
        subject: 'order_1',
        occurredAt: 1_767_225_600_123.25,
        idOrigin: 'body-hash',
        headers: { 'content-type': 'application/json', 'x-odd': 'nul \u0000 lone \uD800 \u{1F600}' },
        body,
      });
      await inbox.accept([full, delivery('b', { body: new Uint8Array(), headers: {} })]);
      const other = await again();
      const found = await other.inbox.find(full);
      assert(found?.body instanceof Uint8Array, 'The body is no Uint8Array');
      assertEqual([...found.body], [...body], 'body');
      const { body: _, ...rest } = found;
      const { body: __, ...expected } = full;
      for (const [field, value] of Object.entries(expected)) {
        assertEqual(Reflect.get(rest, field), value, field);
      }
      assertEqual(
        [rest.state, rest.attempts, rest.nextAt, rest.updatedAt, rest.result, rest.error, rest.replay],
        ['pending', 0, clock.now(), clock.now(), undefined, undefined, undefined],
        'standing',
      );
      const bare = await other.inbox.find(delivery('b'));
      assert(bare?.body?.length === 0, 'An empty body is not the same as an erased one');
      assertEqual([bare.subject, bare.occurredAt, bare.headers], [undefined, undefined, {}], 'optional fields');
    },
    'keeps ids, tenants and sources apart, whatever they hold': async ({ inbox }) => {
      const keys = [
        ...HOSTILE_TEXTS.map((id) => ({ tenant: '', source: 'a', id })),
        { tenant: 'a', source: 'b', id: 'c' },
        { tenant: 'a","b', source: 'c', id: '' },
        { tenant: '', source: 'a', id: 'b","c' },
        { tenant: 'b', source: 'b', id: 'c' },
        { tenant: 'a:b', source: 'c', id: 'd' },
        { tenant: 'a', source: 'b:c', id: 'd' },
        ...HOSTILE_TEXTS.map((tenant) => ({ tenant, source: 'tenants', id: 'x' })),
      ];
      const outcomes = await inbox.accept(keys.map((key) => delivery('', key)));
      assert(
        outcomes.every(({ outcome }) => outcome === 'stored'),
        `Two keys were taken for one: ${JSON.stringify(keys.filter((_, index) => outcomes[index]?.outcome !== 'stored'))}`,
      );
      const again = await inbox.accept(keys.map((key) => delivery('', key)));
      assert(
        again.every(({ outcome }) => outcome === 'duplicate'),
        'A key was not found again',
      );
      const { deliveries } = await inbox.list({ limit: 1_000 });
      assertEqual(
        deliveries.map(({ tenant, source, id }) => ({ tenant, source, id })),
        keys,
        'keys',
      );
    },
    'says how long a duplicate has to wait': async ({ inbox, claim, complete, clock }) => {
      await inbox.accept([delivery('a')]);
      const claimed = await claim();
      await clock.advance(10_000);
      const whileClaimed = { outcome: 'duplicate', state: 'claimed', waitMs: LEASE - 10_000 };
      assertEqual(await inbox.accept([delivery('a')]), [whileClaimed], 'claimed');
      await inbox.fail(claimed, { error: 'x', delay: 5_000 });
      assertEqual(await inbox.accept([delivery('a')]), [{ ...whileClaimed, state: 'retry', waitMs: 5_000 }], 'retry');
      await clock.advance(60_000);
      assertEqual(await inbox.accept([delivery('a')]), [{ ...whileClaimed, state: 'retry', waitMs: 0 }], 'due');
      await complete(await claim());
      assertEqual(await inbox.accept([delivery('a')]), [{ ...whileClaimed, state: 'done', waitMs: 0 }], 'done');
    },
  };
}
