import { createHash } from 'node:crypto';
import { answerWithin } from './answer-within.js';
import { type RedisLink, type ScriptArgument, toRedisLink } from './redis-client.js';
import { isUnknownScript, toRedisError } from './redis-error.js';
import { DEFAULTS, type RedisStoreOptions } from './redis-options.js';

/** Runs a script on the keys of one store. `onLate` is given a reply that comes when the time for it is over. */
export type RunScript = (
  operation: string,
  script: Script,
  args?: readonly (ScriptArgument | number)[],
  onLate?: (reply: unknown) => void,
) => Promise<unknown>;

/** A script, and the hash by which the server knows it. */
export interface Script {
  readonly source: string;
  readonly sha1: string;
}

/** Makes a script of its source. */
export function createScript(source: string): Script {
  return { source, sha1: createHash('sha1').update(source).digest('hex') };
}

/** The key from which scripts make all others: what is between braces says where a cluster keeps them. */
export function toBaseKey(keyPrefix: string): string {
  return `{${keyPrefix}}`;
}

async function evaluate(
  link: RedisLink,
  script: Script,
  key: string,
  args: readonly ScriptArgument[],
): Promise<unknown> {
  try {
    return await link.evaluate('EVALSHA', script.sha1, key, args);
  } catch (error) {
    if (!isUnknownScript(error)) throw error;
    return await link.evaluate('EVAL', script.source, key, args);
  }
}

/** Makes the function that runs scripts. What it rejects with is an IntegrationError. */
export function createScriptRunner(options: RedisStoreOptions): RunScript {
  const { client, keyPrefix = DEFAULTS.keyPrefix, clock, timeout = DEFAULTS.timeout } = options;
  const link = toRedisLink(client);
  const key = toBaseKey(keyPrefix);
  return async (operation, script, args = [], onLate?: (reply: unknown) => void) => {
    const now = clock ? String(clock.now()) : '';
    const sent = [now, ...args.map((one) => (typeof one === 'number' ? String(one) : one))];
    try {
      return await answerWithin(timeout, operation, evaluate(link, script, key, sent), onLate);
    } catch (error) {
      throw toRedisError(operation, error);
    }
  };
}
