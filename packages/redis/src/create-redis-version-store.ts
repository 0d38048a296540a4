import type { AppliedVersion, OptionRule, VersionStore } from '@breakwater/core/webhooks';
import type { RedisLockOptions } from './create-redis-lock.js';
import { toLostLock } from './held-lock.js';
import { createLeaseLock } from './lease-lock.js';
import { checkRedisOptions, leaseRules } from './redis-options.js';
import { createScriptRunner } from './run-script.js';

const aRetention: OptionRule = [
  (value) => typeof value === 'number' && value >= 1 && value <= 1e14,
  'a number of milliseconds from 1 to 10^14',
];

/** Options of {@link createRedisVersionStore}. */
export interface RedisVersionStoreOptions extends RedisLockOptions {
  /**
   * Milliseconds after which Redis forgets the version of a subject without events, by its own clock.
   * @default 2_592_000_000 (30 days)
   */
  readonly retention?: number | undefined;
}

/**
 * Remembers versions in Redis, for `latest` in several processes. One at a time is let in for a subject, by a lease that is
 * prolonged while it is held, and a version is kept only if the lease is still held then.
 *
 * It takes no part in the transaction of the handler's effect. When a process dies after the effect and before the version
 * is kept, the same event is applied again. When the transaction of the effect is rolled back after the version was kept,
 * that event is still applied when it comes again, but an older one may be superseded by an effect that never was. And a
 * process that is suspended for longer than the lease may write its effect late, over a newer one; its version it cannot
 * keep. Where that would do harm, use the version store of the database that the effects are written to.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { latest } from '@breakwater/core/webhooks';
 * import { createRedisVersionStore } from '@breakwater/redis';
 * import { Redis } from 'ioredis';
 *
 * const versions = createRedisVersionStore({ client: new Redis() });
 * export const onOrder = latest((_event, { subject }) => console.log(subject), { versions, ties: 'apply' });
 * ```
 */
export function createRedisVersionStore(options: RedisVersionStoreOptions): VersionStore<unknown> {
  checkRedisOptions(options, { ...leaseRules, retention: aRetention });
  const { clock, lease = 30_000, wait = 30_000, retention = 30 * 86_400_000 } = options;
  const run = createScriptRunner(options);
  const acquire = createLeaseLock(run, { lease, wait, clock });
  const operation = 'versions.update';

  return {
    async update({ scope, source, tenant, subject }, _, work) {
      const held = await acquire(operation, `version:${JSON.stringify([scope, source, tenant, subject])}`);
      const before = held.value === '' ? undefined : (JSON.parse(held.value) as AppliedVersion);
      let done: Awaited<ReturnType<typeof work>>;
      try {
        done = await held.during(() => work(before));
      } catch (error) {
        // What the work failed with is the news; a lock that cannot be released ends by itself.
        await held.release().catch(() => false);
        throw error;
      }
      const keep = done.applied && { value: JSON.stringify(done.applied), retention };
      if (!(await held.release(keep))) throw toLostLock(operation);
      return done.result;
    },
  };
}
