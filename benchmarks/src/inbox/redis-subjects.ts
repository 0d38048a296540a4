import { verifyByHand } from './inbox-load.ts';
import { CONCURRENCY, type OpenInboxSubject } from './inbox-subject.ts';
import { createOwnSubject } from './own-subject.ts';

const REDIS_URL = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';

async function removeKeys(prefix: string): Promise<void> {
  const { Redis } = await import('ioredis');
  const client = new Redis(REDIS_URL);
  for await (const keys of client.scanStream({ match: `*${prefix}*`, count: 1_000 })) {
    if ((keys as string[]).length > 0) await client.unlink(...(keys as string[]));
  }
  await client.quit();
}

/** What receives into Redis. */
export const redisSubjects: Readonly<Record<string, OpenInboxSubject>> = {
  'Breakwater, Redis': async (keyPrefix) => {
    const { createRedisInbox } = await import('@breakwater/redis');
    const { Redis } = await import('ioredis');
    const client = new Redis(REDIS_URL);
    return createOwnSubject(createRedisInbox({ client, keyPrefix }), async () => {
      await client.quit();
      await removeKeys(keyPrefix);
    });
  },
  BullMQ: async (prefix) => {
    const { Queue, Worker } = await import('bullmq');
    const { Redis } = await import('ioredis');
    const connection = new Redis(REDIS_URL, { maxRetriesPerRequest: null });
    const queue = new Queue('webhooks', { connection, prefix });
    let stop: () => Promise<void> = async () => {};
    return {
      async receive(webhook) {
        const { id } = verifyByHand(webhook);
        // Kept when it is done: the id is what a repeated delivery is recognised by.
        await queue.add('webhook', { id, body: webhook.body.toString() }, { jobId: id });
      },
      async start(onProcessed) {
        const process = async ({ data }: { data: { readonly id: string } }): Promise<void> => onProcessed(data.id);
        const worker = new Worker('webhooks', process, { connection, prefix, concurrency: CONCURRENCY });
        await worker.waitUntilReady();
        stop = () => worker.close();
      },
      async close() {
        await stop();
        await queue.close();
        await connection.quit();
        await removeKeys(prefix);
      },
    };
  },
};
