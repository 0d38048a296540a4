import type { Clock } from '@breakwater/core';
import { checkOptions, type OptionRule } from '@breakwater/core/webhooks';
import { isRedisClient, type RedisClient } from './redis-client.js';

/** Where something is kept in Redis. */
export interface RedisStoreOptions {
  /**
   * A client of `ioredis`, or a connected one of `redis`. It stays yours: nothing here closes it.
   */
  readonly client: RedisClient;
  /**
   * All keys begin with it, in braces: `{breakwater}:dead`. Redis Cluster keeps what has the same braces in one place, as
   * scripts need it. 1 to 64 letters, digits and `_ . : -`. @default 'breakwater'
   */
  readonly keyPrefix?: string | undefined;
  /**
   * Milliseconds to wait for an answer of the server, also while the client has no connection. Redis may still do what was
   * asked for; repeating it is safe. @default 5_000
   */
  readonly timeout?: number | undefined;
  /** All times of what is stored are taken from it. @default the clock of the server, which all processes share */
  readonly clock?: Clock | undefined;
}

/** Defaults of {@link RedisStoreOptions}. */
export const DEFAULTS = { keyPrefix: 'breakwater', timeout: 5_000 } as const;

/** What a client must be. */
export const aClient: OptionRule = [isRedisClient, 'a client of ioredis (5 or 6) or of redis (5 or 6)'];

/** What all of them must be. */
const storeRules: Readonly<Record<string, OptionRule>> = {
  'client!': aClient,
  keyPrefix: [
    (value) => typeof value === 'string' && /^[\w.:-]{1,64}$/.test(value),
    '1 to 64 letters, digits and characters of _ . : -',
  ],
  timeout: 'timeout',
  clock: 'object',
};

/** @throws IntegrationError `CONFIGURATION` for wrong options */
export function checkRedisOptions(options: object, rules: Readonly<Record<string, OptionRule>>): void {
  checkOptions('redis', 'options', options, { ...storeRules, ...rules });
}

/** What the options of locks must be. */
export const leaseRules: Readonly<Record<string, OptionRule>> = {
  lease: [(value) => isTime(value, 100), 'a number of milliseconds from 100 to 2^31 - 1'],
  wait: [(value) => isTime(value, 1), 'a number of milliseconds from 1 to 2^31 - 1'],
};

const isTime = (value: unknown, least: number): boolean =>
  typeof value === 'number' && value >= least && value < 2 ** 31;
