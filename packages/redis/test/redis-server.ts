import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterAll } from 'vitest';
import type { NodeRedisClient, RedisClient } from '../src/redis-client.js';

/** The server that tests use, and share with others: each file has a prefix of its own. */
export const REDIS_URL: string = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';

const { hostname, port } = new URL(REDIS_URL);

const isThere = await new Promise<boolean>((resolve) => {
  const socket = connect({ host: hostname, port: Number(port || 6379) });
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  socket.once('close', () => resolve(false)).once('connect', () => socket.destroy());
});
if (!isThere) {
  const message = `No Redis answers at ${hostname}:${port || 6379}`;
  if (process.env['REQUIRE_SERVICES'] === '1') throw new Error(message);
  process.stderr.write(`${message}: its tests are skipped. REQUIRE_SERVICES=1 makes that a failure.\n`);
}

/** Options of a group of tests that need the server. */
export const needsRedis: { readonly skip: boolean } = { skip: !isThere };

/** A client that a test opened, and how it ends. */
export interface OpenedClient {
  readonly client: RedisClient;
  /** Ends the connection at once. */
  close(): void;
}

/** The clients that the package takes, by name. */
export const CLIENTS: Readonly<Record<'ioredis' | 'node-redis', () => Promise<OpenedClient>>> = {
  ioredis: async () => {
    const client = openIoredis();
    return { client, close: () => client.disconnect() };
  },
  'node-redis': async () => {
    const client = await openNodeRedis();
    return { client, close: () => client.destroy() };
  },
};

/** Options of a client of ioredis that tests set. */
export interface IoredisOptions {
  readonly keyPrefix?: string;
  readonly username?: string;
  readonly password?: string;
  readonly autoResendUnfulfilledCommands?: boolean;
}

/** A client of ioredis. */
export function openIoredis(options: IoredisOptions = {}): Redis {
  const client = new Redis({ host: hostname, port: Number(port || 6379), maxRetriesPerRequest: 1, ...options });
  return client.on('error', () => {}); // Tests break connections on purpose, and see it by what commands do.
}

/** What tests use of node-redis, whose own types are different with each set of options. */
export interface NodeRedis extends NodeRedisClient {
  sendCommand(args: readonly string[]): Promise<unknown>;
  destroy(): void;
}

/** A connected client of node-redis. */
export async function openNodeRedis(): Promise<NodeRedis> {
  const client = createClient({ url: REDIS_URL });
  client.on('error', () => {}); // The same.
  await client.connect();
  return client;
}

/** Deletes everything with a prefix. */
async function deleteKeys(pattern: string): Promise<void> {
  const client = openIoredis();
  for await (const keys of client.scanStream({ match: pattern, count: 1_000 })) {
    const names = keys as readonly string[];
    if (names.length > 0) await client.unlink(...names);
  }
  client.disconnect();
}

/** A prefix of this test file, and the end of all its keys when the file has ended. */
export function createPrefix(): string {
  const prefix = `test-${randomUUID()}`;
  if (isThere) afterAll(() => deleteKeys(`*{${prefix}*`));
  return prefix;
}
