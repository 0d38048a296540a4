import { randomBytes } from 'node:crypto';
import { IntegrationError } from '@breakwater/core';
import {
  type Accepted,
  type Claim,
  checkPurge,
  coalesceAccepts,
  coalesceCalls,
  type DeliveryState,
  type DeliverySummary,
  type Inbox,
  type ReplayOutcome,
} from '@breakwater/core/webhooks';
import { createArrivalFeed } from './arrival-feed.js';
import { checkPersistence, type PersistenceReport } from './check-persistence.js';
import { type Completion, completeDeliveries } from './complete-deliveries.js';
import type { RedisClient } from './redis-client.js';
import { aClient, checkRedisOptions, DEFAULTS, type RedisStoreOptions } from './redis-options.js';
import {
  parseReplay,
  toAcceptArguments,
  toClaim,
  toKeyArguments,
  toStoredDelivery,
  toStoredText,
  toSummary,
  toTexts,
} from './row-codec.js';
import { createScriptRunner, toBaseKey } from './run-script.js';
import { acceptScript } from './scripts/accept-script.js';
import { claimScript } from './scripts/claim-script.js';
import { purgeScript } from './scripts/purge-script.js';
import { findScript, listScript } from './scripts/read-scripts.js';
import { replayScript, replaysScript } from './scripts/replay-script.js';
import { settleScript } from './scripts/settle-script.js';

/** Options of {@link createRedisInbox}. */
export interface RedisInboxOptions extends RedisStoreOptions {
  /**
   * Whether your Redis keeps what it has accepted. With false, handlers run before the sender is answered, and success is
   * answered only for what is done. {@link RedisInbox.check} tells what the server says of itself. @default true
   */
  readonly durable?: boolean | undefined;
  /**
   * A second client of the same kind, which listens for arrivals and can be used for nothing else meanwhile; connected, if
   * it is one of `redis`. @default a duplicate of `client`, open while a worker listens
   */
  readonly subscriber?: RedisClient | undefined;
  /**
   * Told when the connection fails that listens for arrivals. Nothing is lost by that: workers find deliveries at their
   * next look. @default nobody is told
   */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** An inbox in Redis. */
export interface RedisInbox extends Inbox {
  release(claim: Claim): Promise<boolean>;
  /** Asks the server whether it keeps what it has accepted: see {@link checkPersistence}. Never rejects. */
  check(): Promise<PersistenceReport>;
}

/** Rows that one script looks at, so that no script keeps the server from others for long. */
const ROWS_PER_SCRIPT = 200;

/**
 * An inbox in Redis 6.2 or newer, or Valkey, for one or many processes. Each operation is one script, so that it happens
 * whole or not at all.
 *
 * Redis takes no part in the transactions of your database: `transaction` is undefined, and when a process dies between the
 * effect of a handler and the record that it is done, the effect is applied again. Write effects so that they can be
 * repeated, by `context.idempotencyKey`. And it is as durable as it is configured to be: see {@link RedisInbox.check}.
 *
 * Nothing expires by itself: call `purge` now and then.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { createRedisInbox } from '@breakwater/redis';
 * import { Redis } from 'ioredis';
 *
 * const inbox = createRedisInbox({ client: new Redis({ maxRetriesPerRequest: 1, commandTimeout: 5_000 }) });
 * const { verdict, problems } = await inbox.check();
 * if (verdict === 'at_risk') console.warn(problems.join('\n'));
 * ```
 */
export function createRedisInbox(options: RedisInboxOptions): RedisInbox {
  checkRedisOptions(options, { durable: [isBoolean, 'true or false'], subscriber: aClient, onError: 'function' });
  const { client, keyPrefix = DEFAULTS.keyPrefix, timeout, durable = true, subscriber } = options;
  const { onError = (): void => {} } = options;
  const run = createScriptRunner(options);
  const channel = `${toBaseKey(keyPrefix)}:arrivals`;
  const onArrival = createArrivalFeed({ client, subscriber, channel, onError });

  const settle = async ({ delivery, fence }: Claim, act: string, values: readonly (string | number)[]) => {
    const args = [...toKeyArguments(delivery), fence, createToken(), act, ...values];
    return (await run(`inbox.${act}`, settleScript, args)) === 1;
  };
  const complete = coalesceCalls((completions: readonly Completion[]) => completeDeliveries(run, completions));
  const release = (claim: Claim): Promise<boolean> => settle(claim, 'release', [channel]);
  /** Nobody heard of these claims: without this their attempts would count, and a slow server use all of them up. */
  const giveBack = (reply: unknown): void => {
    for (const claim of (reply as readonly unknown[]).map(toClaim)) release(claim).catch(() => {}); // Its lease lapses.
  };

  return {
    name: 'redis',
    durable,
    accept: coalesceAccepts(async (deliveries) => {
      if (deliveries.length === 0) return [];
      const args = [channel, deliveries.length, ...deliveries.flatMap(toAcceptArguments)];
      const told = toTexts(await run('inbox.accept', acceptScript, args));
      return deliveries.map((_, index) => toAccepted(told[index * 2], told[index * 2 + 1]));
    }),
    async claim({ lease, source, keys, limit = keys?.length ?? 1 }) {
      if (limit <= 0 || keys?.length === 0) return [];
      const from = source === undefined ? '' : toStoredText(source);
      const args = [lease, limit, from, keys ? 'named' : 'due', ...(keys ?? []).flatMap(toKeyArguments)];
      return ((await run('inbox.claim', claimScript, args, giveBack)) as readonly unknown[]).map(toClaim);
    },
    extend: (claim, lease) => settle(claim, 'extend', [lease]),
    transaction: (work) => work(undefined),
    complete: (claim, { result, keep }) => complete({ claim, token: createToken(), result, keep }),
    fail: (claim, { error, delay }) => settle(claim, 'fail', [toStoredText(error), delay]),
    bury: (claim, { error }) => settle(claim, 'bury', [toStoredText(error)]),
    release,
    async find(key) {
      return toStoredDelivery(await run('inbox.find', findScript, toKeyArguments(key)));
    },
    async list({ limit = 100, cursor, state, ...texts } = {}) {
      const fields = Object.entries(texts).flatMap(([name, value]) =>
        value === undefined ? [] : [name, toStoredText(value)],
      );
      const filter = state === undefined ? fields : [...fields, 'state', state];
      const found: (readonly [row: string, summary: DeliverySummary])[] = [];
      let from = checkCursor(cursor);
      do {
        const wanted = limit + 1 - found.length;
        const args = [indexOf(state), from, ROWS_PER_SCRIPT, wanted, ...filter];
        const [last, rows] = (await run('inbox.list', listScript, args)) as readonly [unknown, readonly unknown[]];
        for (let at = 0; at < rows.length; at += 2) found.push([String(rows[at]), toSummary(rows[at + 1])]);
        from = String(last);
      } while (from !== '' && found.length <= limit);
      const page = found.slice(0, limit);
      const next = found.length > limit ? (page.at(-1)?.[0] ?? from) : undefined;
      return { deliveries: page.map(([, summary]) => summary), next };
    },
    async replay(key, { actor, reason, force = false }) {
      const why = [force ? 'force' : '', toStoredText(actor), toStoredText(reason)];
      const args = [...toKeyArguments(key), createToken(), channel, ...why];
      return String(await run('inbox.replay', replayScript, args)) as ReplayOutcome;
    },
    async replays(key) {
      return toTexts(await run('inbox.replays', replaysScript, toKeyArguments(key))).map(parseReplay);
    },
    async purge(purging) {
      checkPurge('redis', purging);
      const { olderThan, states = ['done', 'dead'], source, tenant } = purging;
      const report = { removed: 0, erased: 0 };
      const filter = Object.entries({ source, tenant }).flatMap(([name, value]) =>
        value === undefined ? [] : [name, toStoredText(value)],
      );
      // What is erased now is kept, and not looked at again.
      const indexes = states.flatMap((state) => (state === 'done' ? ['kept', 'full:done'] : ['full:dead']));
      for (const index of indexes) {
        let place = 0;
        while (place >= 0) {
          const args = [index, olderThan, place, ROWS_PER_SCRIPT, ...filter];
          const told = (await run('inbox.purge', purgeScript, args)) as readonly [number, number, number];
          place = told[0];
          report.removed += told[1];
          report.erased += told[2];
        }
      }
      return report;
    },
    check: () => checkPersistence(client, { timeout }),
    ...(onArrival && { onArrival }),
  };
}

const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

/** Marks one call, so that the server knows it again when the client sends it twice. */
function createToken(): string {
  return randomBytes(9).toString('base64');
}

function toAccepted(outcome: string | undefined, waitMs: string | undefined): Accepted {
  if (outcome === 'stored') return { outcome };
  return { outcome: 'duplicate', state: outcome as DeliveryState, waitMs: Number(waitMs) };
}

/** The smallest index that has all deliveries in a state. */
function indexOf(state: DeliveryState | undefined): string {
  if (state === undefined || state === 'done') return 'arrivals';
  return state === 'dead' ? 'dead' : 'open';
}

function checkCursor(cursor = '0'): string {
  if (/^\d{1,16}$/.test(cursor)) return cursor;
  const issue = { path: 'filter.cursor', expected: '`next` of the page before', received: 'another text' };
  const message = `${issue.path} must be ${issue.expected}; got ${issue.received}`;
  throw new IntegrationError({
    code: 'VALIDATION',
    service: 'redis',
    operation: 'inbox.list',
    message,
    issues: [issue],
  });
}
