import type { SubjectLock, VersionKey, WebhookContext } from '@breakwater/core/webhooks';
import { toLostLock } from './held-lock.js';
import { createLeaseLock } from './lease-lock.js';
import { checkRedisOptions, leaseRules, type RedisStoreOptions } from './redis-options.js';
import { createScriptRunner } from './run-script.js';

/** Options of {@link createRedisLock}. */
export interface RedisLockOptions extends RedisStoreOptions {
  /**
   * Milliseconds until a lock is free again whose holder has died. It is prolonged every third of it while it is held.
   * @default 30_000
   */
  readonly lease?: number | undefined;
  /** Milliseconds to wait for a turn at most; the delivery is then tried again later. @default 30_000 */
  readonly wait?: number | undefined;
}

/** A lock in Redis. */
export interface RedisLock extends SubjectLock<unknown> {
  /**
   * As {@link SubjectLock.hold}. Rejects as soon as the lock is lost, though `work` may still be running.
   *
   * @param work Given the fence: a number that is higher than that of every holder before. Whatever can refuse lower numbers
   * than it has seen is safe from a holder that was suspended and does not know that its time is over.
   * @throws IntegrationError `TIMEOUT` when it was not free in time, `CONFLICT` when it was lost
   */
  hold<Result>(
    key: Omit<VersionKey, 'scope'>,
    context: Pick<WebhookContext<unknown>, 'transaction' | 'signal'>,
    work: (fence: number) => Promise<Result>,
  ): Promise<Result>;
}

/**
 * A lock for `serial` that reaches across processes. It is a lease: a process that is suspended for longer than that (by
 * its machine, or a long pause for garbage) loses it without knowing, and for a moment two may work on one subject. Where
 * that would do harm, write with the fence, or use `latest`.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { serial } from '@breakwater/core/webhooks';
 * import { createRedisLock } from '@breakwater/redis';
 * import { Redis } from 'ioredis';
 *
 * const lock = createRedisLock({ client: new Redis() });
 * export const onOrder = serial((_event, { subject }) => console.log(subject), { lock });
 * ```
 */
export function createRedisLock(options: RedisLockOptions): RedisLock {
  checkRedisOptions(options, leaseRules);
  const { clock, lease = 30_000, wait = 30_000 } = options;
  const run = createScriptRunner(options);
  const acquire = createLeaseLock(run, { lease, wait, clock });
  const operation = 'lock.hold';

  return {
    async hold({ source, tenant, subject }, { signal }, work) {
      const held = await acquire(operation, `subject:${JSON.stringify([source, tenant, subject])}`, signal);
      let result: Awaited<ReturnType<typeof work>>;
      try {
        result = await held.during(async () => await work(held.fence));
      } catch (error) {
        // What the work failed with is the news; a lock that cannot be released ends by itself.
        await held.release().catch(() => false);
        throw error;
      }
      if (!(await held.release())) throw toLostLock(operation);
      return result;
    },
  };
}
