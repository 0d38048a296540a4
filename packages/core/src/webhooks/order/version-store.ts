import { type Clock, systemClock } from '../../runtime/clock.js';
import { checkOptions, type OptionRule } from '../check-options.js';

/** What of an object of the vendor's was applied last. */
export interface AppliedVersion {
  /** Higher is newer: by default the event's own time, in milliseconds since the epoch. */
  readonly version: number;
  /** The event with which it was applied. */
  readonly eventId: string;
  /** Whether its life has ended, so that nothing newer follows. */
  readonly isTerminal: boolean;
  /**
   * Set when the state was fetched and not taken from an event: it may hold what events up to this version tell. In
   * milliseconds since the epoch.
   */
  readonly fetchedUntil?: number | undefined;
}

/** What a version is kept of. */
export interface VersionKey {
  readonly scope: string;
  readonly source: string;
  readonly tenant: string;
  readonly subject: string;
}

/**
 * Remembers the version that was applied of each subject. One that writes with the transaction of the inbox keeps version,
 * effect and record together; with another one, a version may be recorded whose effect was rolled back.
 */
export interface VersionStore<Transaction = undefined> {
  /**
   * Reads the version of a subject, runs `work`, and keeps the version that it resolves with. Nobody else is let in for
   * the same subject meanwhile. When `work` rejects, so does this, and nothing is kept.
   */
  update<Result>(
    key: VersionKey,
    transaction: Transaction,
    work: (
      applied: AppliedVersion | undefined,
    ) => Promise<{ readonly applied?: AppliedVersion; readonly result: Result }>,
  ): Promise<Result>;
}

/** Options of {@link createMemoryVersionStore}. */
export interface MemoryVersionStoreOptions {
  /** Milliseconds after which the version of a subject without events is forgotten. @default 2_592_000_000 (30 days) */
  readonly retention?: number | undefined;
  readonly clock?: Clock | undefined;
}

const rules: Readonly<Record<string, OptionRule>> = { retention: 'duration', clock: 'object' };

/** Forgotten versions are looked for once in so many updates. */
const SWEEP_EVERY = 1_000;

/**
 * Remembers versions in the memory of this process: for tests, and where one process does all the work. They are lost with
 * it, and the first event of a subject afterwards counts as the newest.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { createMemoryVersionStore } from '@breakwater/core/webhooks';
 *
 * export const versions = createMemoryVersionStore();
 * ```
 */
export function createMemoryVersionStore(options: MemoryVersionStoreOptions = {}): VersionStore<unknown> {
  checkOptions('webhooks', 'options', options, rules);
  const { retention = 30 * 86_400_000, clock = systemClock } = options;
  const versions = new Map<string, { readonly applied: AppliedVersion; readonly at: number }>();
  const queues = new Map<string, Promise<unknown>>();
  let updates = 0;

  const sweep = (): void => {
    updates += 1;
    if (updates % SWEEP_EVERY !== 0) return;
    for (const [key, { at }] of versions) if (at <= clock.now() - retention) versions.delete(key);
  };

  return {
    async update({ scope, source, tenant, subject }, _, work) {
      const key = JSON.stringify([scope, source, tenant, subject]);
      const before = queues.get(key);
      const turn = (async () => {
        await before?.catch(() => {}); // How the one before ended is its own affair.
        const { applied, result } = await work(versions.get(key)?.applied);
        if (applied) versions.set(key, { applied, at: clock.now() });
        sweep();
        return result;
      })();
      queues.set(key, turn);
      try {
        return await turn;
      } finally {
        if (queues.get(key) === turn) queues.delete(key);
      }
    },
  };
}
