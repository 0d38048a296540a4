import { createVirtualClock, toFetch } from '@breakwater/testing';
import { createTwilio, type TwilioModule } from '@breakwater/twilio';
import { createTwilioEmulator, EMULATED_ACCOUNT } from '@breakwater/twilio/testing';
import highest from 'twilio/package.json' with { type: 'json' };
import lowest from 'twilio-lowest/package.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { ADA, MESSAGES, NOW } from './twilio-bench.js';

const ends: readonly (readonly [version: string, load: () => Promise<TwilioModule>])[] = [
  [lowest.version, async () => (await import('twilio-lowest')) as unknown as TwilioModule],
  [highest.version, () => import('twilio')],
];

describe('both ends of the range of the SDK', () => {
  it('are what the manifest says', () => {
    expect(manifest.peerDependencies.twilio).toBe(`>=${lowest.version} <7`);
    expect(highest.version.split('.')[0]).toBe('6');
  });

  it.each(ends)('twilio@%s makes exactly the requests that the policy allows, and is understood', async (_, load) => {
    const clock = createVirtualClock(NOW);
    const emulator = createTwilioEmulator({ clock });
    const twilio = createTwilio({ ...EMULATED_ACCOUNT, fetch: toFetch(emulator), clock, twilio: load });
    await twilio.client();
    await import('libphonenumber-js/min');
    emulator.faults.add({ match: MESSAGES, fault: { type: 'status', status: 429 }, times: 2 });
    await clock.settle(twilio.sms.send({ to: ADA, body: 'x' }));
    expect(emulator.book.count(MESSAGES)).toBe(3);
    await expect(clock.settle(twilio.sms.send({ to: '+15005550004', body: 'x' }))).rejects.toMatchObject({
      code: 'DECLINED',
      vendorCode: '21610',
    });
    emulator.faults.add({ match: MESSAGES, fault: { type: 'reset', when: 'after' } });
    await expect(clock.settle(twilio.sms.send({ to: ADA, body: 'y' }))).rejects.toMatchObject({ outcome: 'unknown' });
    await clock.settle(twilio.verify.start({ to: ADA }));
    const code = emulator.testHelpers.codeFor(ADA) ?? '';
    expect(await clock.settle(twilio.verify.check({ to: ADA, code }))).toMatchObject({ isApproved: true });
    expect(await clock.settle(twilio.video.createRoom({ uniqueName: 'x' }))).toMatchObject({ isExisting: false });
    const template = { friendlyName: 'x', language: 'en', types: { 'twilio/text': { body: 'Hi' } } };
    const { contentSid } = await clock.settle(twilio.contentTemplates.create(template));
    expect(await clock.settle(twilio.contentTemplates.approval({ contentSid }))).toMatchObject({ isApproved: false });
    await clock.settle(twilio.messagingServices.ensure({ friendlyName: 'x' }));
    await clock.settle(twilio.voice.call({ to: ADA, url: 'https://x.example' }));
    expect(emulator.book.contentTemplates[0]?.['friendly_name']).toBe('x');
  });
});
