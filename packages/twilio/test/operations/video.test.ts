import { createTwilio } from '@breakwater/twilio';
import { EMULATED_ACCOUNT } from '@breakwater/twilio/testing';
import { describe, expect, it } from 'vitest';
import { createTwilioBench } from '../twilio-bench.js';

const ROOMS = 'POST /v1/Rooms';

describe('video rooms', () => {
  it('are made once for each name, whoever asks', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    const made = await settle(twilio.video.createRoom({ uniqueName: 'booking-7', maxParticipants: 2 }));
    expect(made).toMatchObject({ uniqueName: 'booking-7', status: 'in-progress', isExisting: false });
    const again = await settle(twilio.video.createRoom({ uniqueName: 'booking-7' }));
    expect(again).toMatchObject({ roomSid: made.roomSid, isExisting: true });
    expect(emulator.book.rooms).toMatchObject([{ type: 'group', max_participants: 2 }]);
  });

  it('are made once although the answer was lost', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    emulator.faults.add({ match: ROOMS, fault: { type: 'reset', when: 'after' } });
    const room = await settle(twilio.video.createRoom({ uniqueName: 'booking-7' }));
    expect(room).toMatchObject({ roomSid: emulator.book.rooms[0]?.sid, isExisting: true });
    expect(emulator.book.count(ROOMS)).toBe(2);
    expect(emulator.book.rooms).toHaveLength(1);
  });

  it('end once, and can be made anew', async () => {
    const { twilio, settle, emulator } = await createTwilioBench();
    const { roomSid } = await settle(twilio.video.createRoom({ uniqueName: 'booking-7' }));
    emulator.faults.add({ match: 'POST /v1/Rooms/{Sid}', fault: { type: 'reset', when: 'after' } });
    expect(await settle(twilio.video.endRoom({ room: roomSid }))).toMatchObject({ status: 'completed' });
    expect(await settle(twilio.video.endRoom({ room: 'booking-7' }))).toBeUndefined();
    expect(await settle(twilio.video.createRoom({ uniqueName: 'booking-7' }))).toMatchObject({ isExisting: false });
  });

  it.each(['', '../Recordings', 'a b', 'x'.repeat(129), 'Rooms/1'])(
    'have a name that is safe in a path: not %.20j',
    async (name) => {
      const { twilio, settle, emulator } = await createTwilioBench();
      await expect(settle(twilio.video.createRoom({ uniqueName: name }))).rejects.toMatchObject({ code: 'VALIDATION' });
      await expect(settle(twilio.video.endRoom({ room: name }))).rejects.toMatchObject({ code: 'VALIDATION' });
      expect(emulator.book.count()).toBe(0);
    },
  );
});

describe('a video token', () => {
  const apiKey = `SK${'3'.repeat(32)}`;
  const { accountSid } = EMULATED_ACCOUNT;
  const withKey = createTwilio({ accountSid, apiKey, apiSecret: 'canary_secret', fetch: () => expect.fail('I/O') });

  it('opens one room for one person, for as long as it is told, without I/O', async () => {
    const before = Math.floor(Date.now() / 1_000) * 1_000;
    const { token, expiresAt } = await withKey.video.createToken({
      identity: 'ada',
      room: 'booking-7',
      lifetime: 600_000,
    });
    const [header = '', payload = ''] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(JSON.parse(header)).toMatchObject({ alg: 'HS256', cty: 'twilio-fpa;v=1' });
    expect(JSON.parse(payload)).toMatchObject({
      iss: apiKey,
      sub: accountSid,
      grants: { identity: 'ada', video: { room: 'booking-7' } },
    });
    expect(expiresAt).toBeGreaterThanOrEqual(before + 600_000);
    expect(expiresAt).toBeLessThan(before + 660_000);
    expect(token).not.toContain('canary');
  });

  it('is signed with an API key, and with nothing else', async () => {
    const { twilio } = await createTwilioBench();
    await expect(twilio.video.createToken({ identity: 'ada', room: 'x' })).rejects.toMatchObject({
      code: 'CONFIGURATION',
    });
  });

  it.each([
    { identity: '', room: 'x' },
    { identity: 'a', room: '' },
    { identity: 'a', room: 'x', lifetime: 1 },
  ])('is refused for %j', async (input) => {
    await expect(withKey.video.createToken(input)).rejects.toMatchObject({ code: 'VALIDATION' });
  });
});
