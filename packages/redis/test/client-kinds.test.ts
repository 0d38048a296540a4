import { afterAll, describe, expect, it } from 'vitest';
import { createRedisInbox } from '../src/index.js';
import { createScript, createScriptRunner } from '../src/run-script.js';
import { CLIENTS, createPrefix, needsRedis, type OpenedClient, openIoredis } from './redis-server.js';
import { sampleDelivery } from './sample-delivery.js';

const prefix = createPrefix();
const opened: OpenedClient[] = [];
let stores = 0;

afterAll(() => {
  for (const { close } of opened) close();
});

describe('an inbox in Redis', needsRedis, () => {
  it('is one store for clients of both kinds, and for one that prefixes its keys another', async () => {
    const keyPrefix = `${prefix}:${stores++}`;
    const byNodeRedis = await CLIENTS['node-redis']();
    const byIoredis = await CLIENTS.ioredis();
    const prefixed = openIoredis({ keyPrefix: 'app:' });
    opened.push(byNodeRedis, byIoredis, { client: prefixed, close: () => prefixed.disconnect() });
    const one = createRedisInbox({ client: byNodeRedis.client, keyPrefix });
    const other = createRedisInbox({ client: byIoredis.client, keyPrefix });
    const apart = createRedisInbox({ client: prefixed, keyPrefix });
    await one.accept([sampleDelivery('a')]);
    expect(await other.find(sampleDelivery('a'))).toEqual(await one.find(sampleDelivery('a')));
    expect(await apart.find(sampleDelivery('a'))).toBeUndefined();
    expect(await apart.accept([sampleDelivery('a')])).toEqual([{ outcome: 'stored' }]);
    expect((await apart.claim({ lease: 1_000 })).map(({ fence }) => fence)).toEqual([1]);
    const keys = await openAndList(`app:{${keyPrefix}}*`);
    expect(keys).toContain(`app:{${keyPrefix}}:ids`);
  });

  it('sends a script as a whole only to a server that does not know it', async () => {
    const real = openIoredis();
    const sent: string[] = [];
    const client = {
      callBuffer: (command: string, args: (string | Buffer | number)[]): Promise<unknown> => {
        sent.push(command);
        return real.callBuffer(command, args);
      },
      duplicate: (): object => real.duplicate(),
    };
    const run = createScriptRunner({ client, keyPrefix: prefix });
    const script = createScript(`return { ARGV[2], '${prefix}' }`);
    expect(String(await run('x.y', script, ['a']))).toBe(`a,${prefix}`);
    expect(String(await run('x.y', script, ['b']))).toBe(`b,${prefix}`);
    expect(sent).toEqual(['EVALSHA', 'EVAL', 'EVALSHA']);
    real.disconnect();
  });
});

async function openAndList(pattern: string): Promise<readonly string[]> {
  const client = openIoredis();
  const keys = await client.keys(pattern);
  client.disconnect();
  return keys;
}
