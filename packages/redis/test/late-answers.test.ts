import { expect, it, vi } from 'vitest';
import { createRedisInbox, type IoredisClient } from '../src/index.js';
import { createPrefix, needsRedis, openIoredis } from './redis-server.js';
import { sampleDelivery } from './sample-delivery.js';

it('gives claims back of which it hears too late, so that a slow server uses up no attempts', needsRedis, async () => {
  const client = openIoredis();
  let answering = Promise.resolve();
  const slow: IoredisClient = {
    async callBuffer(command, args) {
      const answer: unknown = await client.callBuffer(command, args);
      await answering;
      return answer;
    },
    duplicate: () => client.duplicate(),
  };
  const inbox = createRedisInbox({ client: slow, keyPrefix: createPrefix(), timeout: 50 });
  await inbox.accept([sampleDelivery('a')]);
  let answer: () => void = () => {};
  answering = new Promise((resolve) => {
    answer = resolve;
  });
  await expect(inbox.claim({ lease: 60_000 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  answer();
  await vi.waitFor(async () => expect(await inbox.find(sampleDelivery('a'))).toMatchObject({ state: 'pending' }));
  expect(await inbox.claim({ lease: 60_000 })).toMatchObject([{ attempt: 1, fence: 2 }]);
  client.disconnect();
});
