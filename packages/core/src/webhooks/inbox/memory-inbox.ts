import { type Clock, systemClock } from '../../runtime/clock.js';
import { checkOptions, type OptionRule } from '../check-options.js';
import { checkPurge } from './check-purge.js';
import type { Accepted, Claim, Delivery, Inbox } from './inbox.js';
import {
  createMemoryRow,
  hasEnded,
  type MemoryRow,
  matchesFilter,
  toClaim,
  toRowKey,
  toStoredDelivery,
  toSummary,
} from './memory-row.js';
import { createMemoryRows } from './memory-rows.js';

/** Options of {@link createMemoryInbox}. */
export interface MemoryInboxOptions {
  readonly clock?: Clock | undefined;
  /**
   * Deliveries kept at most. When they are reached, the oldest that are done are forgotten, and a duplicate of one would
   * be applied again; when none is done, new deliveries are refused. @default 10_000
   */
  readonly maxEntries?: number | undefined;
  /** Bytes of bodies kept at most; erased and refused in the same order. @default 67_108_864 (64 MiB) */
  readonly maxBytes?: number | undefined;
}

const aSize: OptionRule = [(value) => Number.isSafeInteger(value) && Number(value) > 0, 'an integer above 0'];
const rules: Readonly<Record<string, OptionRule>> = { clock: 'object', maxEntries: aSize, maxBytes: aSize };

/**
 * An inbox in the memory of this process, for tests, development, and handlers whose sender delivers again whatever was
 * not answered with success. It is not durable: what it holds, dead letters and idempotency records included, is lost
 * with the process, and two processes do not see each other's. Webhook handlers therefore run their handlers before they
 * answer, and answer success only for what is done.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { createMemoryInbox } from '@breakwater/core/webhooks';
 *
 * const inbox = createMemoryInbox({ maxEntries: 1_000 });
 * export const dead = await inbox.list({ state: 'dead' });
 * ```
 */
export function createMemoryInbox(options: MemoryInboxOptions = {}): Inbox {
  checkOptions('inbox', 'options', options, rules);
  const { clock = systemClock, maxEntries = 10_000, maxBytes = 67_108_864 } = options;
  const rows = createMemoryRows({ clock, maxEntries, maxBytes });
  const { enter } = rows;
  let sequence = 0;

  /** Changes the row of a claim, if the claim still holds it. */
  const change = async ({ delivery, fence }: Claim, act: (row: MemoryRow) => void): Promise<boolean> => {
    const row = rows.all.get(toRowKey(delivery));
    const isHeld = row?.state === 'claimed' && row.fence === fence;
    if (isHeld) act(row);
    return isHeld;
  };

  const accept = (deliveries: readonly Delivery[]): readonly Accepted[] => {
    const now = clock.now();
    const fresh = new Map<string, Delivery>();
    for (const delivery of deliveries) {
      const key = toRowKey(delivery);
      if (!rows.all.has(key) && !fresh.has(key)) fresh.set(key, delivery);
    }
    const size = [...fresh.values()].reduce((sum, delivery) => sum + delivery.body.length, 0);
    if (fresh.size > 0) rows.makeRoom(fresh.size, size);
    return deliveries.map((delivery) => {
      const key = toRowKey(delivery);
      const known = rows.all.get(key);
      if (known) {
        return {
          outcome: 'duplicate',
          state: known.state,
          waitMs: hasEnded(known) ? 0 : Math.max(0, known.nextAt - now),
        };
      }
      rows.add(createMemoryRow(key, sequence++, delivery, now));
      return { outcome: 'stored' };
    });
  };

  return {
    name: 'memory',
    durable: false,
    accept: async (deliveries) => accept(deliveries),
    async claim({ lease, source, keys, limit = keys?.length ?? 1 }) {
      const now = clock.now();
      const candidates = keys ? new Set(keys.flatMap((key) => rows.all.get(toRowKey(key)) ?? [])) : rows.open;
      const due = [...candidates].filter(
        (row) =>
          rows.open.has(row) &&
          (source === undefined || row.delivery.source === source) &&
          (row.nextAt <= now || (keys !== undefined && row.state === 'retry')),
      );
      if (!keys) due.sort((left, right) => left.nextAt - right.nextAt || left.sequence - right.sequence);
      return due.slice(0, limit).map((row) => {
        row.attempts += 1;
        row.fence += 1;
        enter(row, 'claimed', now + lease);
        return toClaim(row);
      });
    },
    extend: (claim, lease) =>
      change(claim, (row) => {
        row.nextAt = clock.now() + lease;
      }),
    transaction: (work) => work(undefined),
    complete: (claim, { result, keep }) =>
      change(claim, (row) => {
        row.result = result;
        row.error = undefined;
        row.keepUntil = clock.now() + keep;
        enter(row, 'done', 0);
      }),
    fail: (claim, { error, delay }) =>
      change(claim, (row) => {
        row.error = error;
        enter(row, 'retry', clock.now() + delay);
      }),
    bury: (claim, { error }) =>
      change(claim, (row) => {
        row.error = error;
        enter(row, 'dead', 0);
      }),
    release: (claim) =>
      change(claim, (row) => {
        row.attempts -= 1;
        enter(row, row.error === undefined ? 'pending' : 'retry', clock.now());
      }),
    async find(key) {
      const row = rows.all.get(toRowKey(key));
      return row && toStoredDelivery(row);
    },
    async list(filter = {}) {
      const { limit = 100, cursor = '-1' } = filter;
      const found: MemoryRow[] = [];
      for (const row of rows.all.values()) {
        if (row.sequence > Number(cursor) && matchesFilter(row, filter)) found.push(row);
        if (found.length > limit) break;
      }
      const page = found.slice(0, limit);
      const next = found.length > limit ? String(page.at(-1)?.sequence) : undefined;
      return { deliveries: page.map(toSummary), next };
    },
    async replay(key, { actor, reason, force = false }) {
      const row = rows.all.get(toRowKey(key));
      if (!row) return 'not_found';
      if (row.state === 'claimed' && row.nextAt > clock.now()) return 'claimed';
      if (row.state === 'done' && !force) return 'done';
      if (row.body === undefined) return 'erased';
      const { state: from, attempts } = row;
      row.replays.push({ at: clock.now(), actor, reason, forced: from === 'done', from, attempts });
      row.attempts = 0;
      row.result = undefined;
      row.keepUntil = 0;
      enter(row, 'pending', clock.now());
      return 'replayed';
    },
    replays: async (key) => [...(rows.all.get(toRowKey(key))?.replays ?? [])],
    async purge(purging) {
      checkPurge('inbox', purging);
      const { olderThan, source, tenant, states = ['done', 'dead'] } = purging;
      const now = clock.now();
      const report = { removed: 0, erased: 0 };
      for (const row of rows.all.values()) {
        const isChosen = hasEnded(row) && (states as readonly string[]).includes(row.state);
        if (!isChosen || row.updatedAt > now - olderThan || !matchesFilter(row, { source, tenant })) continue;
        if (row.keepUntil <= now) {
          rows.forget(row);
          report.removed += 1;
        } else if (row.body !== undefined) {
          rows.erase(row);
          report.erased += 1;
        }
      }
      return report;
    },
  };
}
