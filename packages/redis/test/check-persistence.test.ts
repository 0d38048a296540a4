import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkPersistence, createRedisInbox } from '../src/index.js';
import { CLIENTS, needsRedis, openIoredis } from './redis-server.js';

/** A client whose server has these settings. */
function withSettings(
  settings: Readonly<Record<string, string>>,
  info?: string,
): Parameters<typeof checkPersistence>[0] {
  return {
    duplicate: () => ({}),
    callBuffer: async (command, [, name]) => {
      if (command === 'INFO' && info !== undefined) return Buffer.from(info);
      if (command === 'INFO') throw new Error('NOPERM this user has no permissions to run the info command');
      const value = settings[String(name)];
      if (value === undefined) throw new Error('NOPERM this user has no permissions to run the config|get command');
      return [Buffer.from(String(name)), Buffer.from(value)];
    },
  };
}

describe('what Redis says of its persistence', () => {
  const good = { 'maxmemory-policy': 'noeviction', appendonly: 'yes', appendfsync: 'always' };

  it('is kept when nothing is wrong', async () => {
    expect(await checkPersistence(withSettings(good))).toEqual({ verdict: 'kept', problems: [], unknown: [] });
  });

  it.each([
    ['maxmemory-policy', 'allkeys-lru', /drops deliveries without a word.*noeviction/],
    ['appendonly', 'no', /a restart loses everything since the last snapshot.*yes/],
    ['appendfsync', 'everysec', /about the last second.*always/],
    ['appendfsync', 'no', /what the operating system had not written yet.*always/],
  ])('is at risk by %s %s, in words', async (name, value, words) => {
    const { verdict, problems, unknown } = await checkPersistence(withSettings({ ...good, [name]: value }));
    expect([verdict, problems.length, unknown]).toEqual(['at_risk', 1, []]);
    expect(problems[0]).toMatch(words);
  });

  it('is read from INFO where CONFIG is forbidden, and unknown where neither tells', async () => {
    const bare = await checkPersistence(
      withSettings({}, '# Memory\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n'),
    );
    expect(bare).toMatchObject({ verdict: 'unknown', problems: [] });
    expect(bare.unknown).toEqual([expect.stringMatching(/^appendfsync: NOPERM/)]);
    const risky = await checkPersistence(withSettings({}, 'maxmemory_policy:volatile-ttl\naof_enabled:0\n'));
    expect([risky.verdict, risky.problems.length, risky.unknown]).toEqual(['at_risk', 2, []]);
    expect(await checkPersistence(withSettings({}))).toMatchObject({
      verdict: 'unknown',
      unknown: [expect.anything(), expect.anything(), expect.anything()],
    });
  });
});

describe('the persistence of a real server', needsRedis, () => {
  it('reads alike by clients of both kinds', async () => {
    const reports = [];
    const admin = openIoredis();
    for (const open of Object.values(CLIENTS)) {
      const { client, close } = await open();
      reports.push(await createRedisInbox({ client }).check());
      close();
    }
    const [, policy] = (await admin.call('CONFIG', ['GET', 'maxmemory-policy'])) as readonly string[];
    admin.disconnect();
    expect(reports[0]).toEqual(reports[1]);
    expect(reports[0]?.unknown).toEqual([]);
    expect(reports[0]?.problems.some((problem) => problem.startsWith('maxmemory-policy'))).toBe(
      policy !== 'noeviction',
    );
  });

  it('is read as far as a user without CONFIG may', async () => {
    const admin = openIoredis();
    const [username, password] = [`test-${randomUUID()}`, randomUUID()];
    await admin.call('ACL', ['SETUSER', username, 'on', `>${password}`, '~*', '&*', '+@all', '-config', '-info']);
    const client = openIoredis({ username, password });
    try {
      const { verdict, problems, unknown } = await checkPersistence(client);
      expect([verdict, problems]).toEqual(['unknown', []]);
      expect(unknown).toEqual([
        expect.stringMatching(/^maxmemory-policy: .*NOPERM/),
        expect.stringMatching(/^appendonly: .*NOPERM/),
        expect.stringMatching(/^appendfsync: .*NOPERM/),
      ]);
    } finally {
      client.disconnect();
      await admin.call('ACL', ['DELUSER', username]);
      admin.disconnect();
    }
  });
});
