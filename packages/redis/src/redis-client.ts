/** A client of `ioredis` (`Redis` or `Cluster`), as far as this package uses it. */
export interface IoredisClient {
  callBuffer(command: string, args: (string | Buffer | number)[]): Promise<unknown>;
  duplicate(): object;
}

/** A client of `redis`, also called node-redis (a client, pool, cluster or sentinel), as far as this package uses it. */
export interface NodeRedisClient {
  withTypeMapping(mapping: never): object;
}

/** What stores are given: an `ioredis` client, or a connected one of `redis`. */
export type RedisClient = IoredisClient | NodeRedisClient;

/** What a script is sent with. */
export type ScriptArgument = string | Buffer;

/** The commands that this package sends, whatever the client. Replies are binary: bulk strings come as `Buffer`. */
export interface RedisLink {
  /** `EVALSHA` or `EVAL` with one key, which the client routes by, and prefixes if it is set up so. */
  evaluate(command: 'EVALSHA' | 'EVAL', script: string, key: string, args: readonly ScriptArgument[]): Promise<unknown>;
  /** Answers of `INFO`. */
  info(section: string): Promise<string>;
  /** The value of a setting of the server; undefined when it does not have it. */
  config(name: string): Promise<string | undefined>;
}

/** What `withTypeMapping` of node-redis returns. Read in redis@6.3.1. */
interface MappedNodeRedisClient {
  eval(script: string, options: ScriptOptions): Promise<unknown>;
  evalSha(sha1: string, options: ScriptOptions): Promise<unknown>;
  info(section: string): Promise<unknown>;
  configGet(name: string): Promise<unknown>;
}
interface ScriptOptions {
  readonly keys: string[];
  readonly arguments: ScriptArgument[];
}

/** The type of bulk strings in the protocol, `$`, by which node-redis is told to leave them binary. */
const BULK_STRING = 36;

const has = (value: unknown, method: string): boolean =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  typeof Reflect.get(value, method) === 'function';

/** Whether it is a client of `ioredis`. */
export function isIoredis(client: unknown): client is IoredisClient {
  return has(client, 'callBuffer');
}

/** Whether it is a client of either kind. */
export function isRedisClient(client: unknown): client is RedisClient {
  return isIoredis(client) || has(client, 'withTypeMapping');
}

/** The reply of `CONFIG GET` is a list in RESP2 and a map in RESP3, which clients show in their own ways. */
function readSetting(reply: unknown, name: string): string | undefined {
  const isList = Array.isArray(reply) || reply instanceof Map;
  const pairs = isList ? [...(reply as Iterable<unknown>)] : Object.entries(reply as object);
  const flat: readonly unknown[] = pairs.flat();
  const at = flat.findIndex((one, index) => index % 2 === 0 && String(one) === name);
  return at < 0 ? undefined : String(flat[at + 1]);
}

function linkIoredis(client: IoredisClient): RedisLink {
  return {
    evaluate: (command, script, key, args) => client.callBuffer(command, [script, 1, key, ...args]),
    info: async (section) => String(await client.callBuffer('INFO', [section])),
    config: async (name) => readSetting(await client.callBuffer('CONFIG', ['GET', name]), name),
  };
}

function linkNodeRedis(client: NodeRedisClient): RedisLink {
  const binary = client.withTypeMapping({ [BULK_STRING]: Buffer } as never) as MappedNodeRedisClient;
  const plain = client.withTypeMapping({} as never) as MappedNodeRedisClient;
  return {
    evaluate(command, script, key, args) {
      const options: ScriptOptions = { keys: [key], arguments: [...args] };
      return command === 'EVAL' ? binary.eval(script, options) : binary.evalSha(script, options);
    },
    info: async (section) => String(await plain.info(section)),
    config: async (name) => readSetting(await plain.configGet(name), name),
  };
}

/** Hides which client it is. */
export function toRedisLink(client: RedisClient): RedisLink {
  return isIoredis(client) ? linkIoredis(client) : linkNodeRedis(client);
}
