import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

const BINARY = process.env['REDIS_SERVER'] ?? 'redis-server';

/** Whether a server can be started here. Some things are not to be done to one that is shared. */
export const canStartServer: boolean = spawnSync(BINARY, ['--version']).status === 0;

/** A server of a test's own. */
export interface OwnServer {
  readonly client: Redis;
  /** Ends it as a power cut does, as far as a process can tell, and starts it again with what it had written. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Starts a server that writes down everything before it answers. */
export async function startServer(): Promise<OwnServer> {
  const port = await findFreePort();
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-redis-'));
  const persistence = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const start = (): ChildProcess =>
    spawn(BINARY, ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, ...persistence], {
      stdio: 'ignore',
    });
  let server = start();
  const kill = async (): Promise<void> => {
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  const client = new Redis({ port, maxRetriesPerRequest: null, retryStrategy: () => 20 });
  client.on('error', () => {}); // until it has started
  await client.ping();
  return {
    client,
    async crash() {
      await kill();
      server = start();
      await client.ping();
    },
    async close() {
      client.disconnect();
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
