import { describe, expect, it } from 'vitest';
import { scriptTwilio, sid } from '../scripted-twilio.js';
import { ADA } from '../twilio-bench.js';

type Twilio = Awaited<ReturnType<typeof scriptTwilio>>['twilio'];

const contentSid = sid('HX');
const WRITES: readonly (readonly [name: string, call: (twilio: Twilio) => Promise<unknown>])[] = [
  ['sms.send', ({ sms }) => sms.send({ to: ADA, body: 'x' })],
  ['sms.cancel', ({ sms }) => sms.cancel({ messageSid: sid('SM') })],
  ['voice.call', ({ voice }) => voice.call({ to: ADA, twiml: '<Response/>' })],
  ['voice.hangUp', ({ voice }) => voice.hangUp({ callSid: sid('CA') })],
  ['verify.start', ({ verify }) => verify.start({ to: ADA })],
  ['verify.check', ({ verify }) => verify.check({ to: ADA, code: '1234' })],
  ['video.createRoom', ({ video }) => video.createRoom({ uniqueName: 'room' })],
  ['video.endRoom', ({ video }) => video.endRoom({ room: 'room' })],
  [
    'contentTemplates.create',
    ({ contentTemplates }) =>
      contentTemplates.create({ friendlyName: 'x', language: 'en', types: { 'twilio/text': { body: 'Hi' } } }),
  ],
  [
    'contentTemplates.requestApproval',
    ({ contentTemplates }) => contentTemplates.requestApproval({ contentSid, name: 'x', category: 'UTILITY' }),
  ],
];
const READS: typeof WRITES = [
  ['sms.retrieve', ({ sms }) => sms.retrieve({ messageSid: sid('SM') })],
  ['contentTemplates.approval', ({ contentTemplates }) => contentTemplates.approval({ contentSid })],
  ['messagingServices.ensure', ({ messagingServices }) => messagingServices.ensure({ friendlyName: 'x' })],
];
const ODD: readonly string[] = ['{}', '[]', '"hi"', 'null', '7', '', '{"sid":', '{"code":21610,"status":400}'];

const answer = (body: string) => (): Response =>
  new Response(body, { status: 200, headers: { 'content-type': 'application/json' } });
const noRetries = { errorHandling: { retryPolicy: { maxRetries: 0 } } };

describe('an answer of success that is not what Twilio describes', () => {
  for (const body of ODD) {
    it.each(WRITES)(`${JSON.stringify(body)} leaves open what %s has done`, async (_, call) => {
      const { twilio, settle } = await scriptTwilio(answer(body), noRetries);
      await expect(settle(call(twilio))).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        outcome: 'unknown',
        attempts: 1,
      });
    });

    it.each(READS)(`${JSON.stringify(body)} is no result of %s`, async (_, call) => {
      const { twilio, settle } = await scriptTwilio(answer(body), noRetries);
      await expect(settle(call(twilio))).rejects.toMatchObject({ code: 'UNAVAILABLE', outcome: 'not_applied' });
    });
  }

  it.each([
    ['another kind of thing', { sid: sid('CA'), status: 'queued' }],
    ['another message', { sid: sid('SM', 'b'), status: 'canceled' }],
    ['a message that is not canceled', { sid: sid('SM'), status: 'queued' }],
    ['no status', { sid: sid('SM') }],
  ])('is one about %s', async (_, body) => {
    const { twilio, settle } = await scriptTwilio(() => Response.json(body), noRetries);
    await expect(settle(twilio.sms.cancel({ messageSid: sid('SM') }))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      outcome: 'unknown',
    });
  });

  it('is one about another room, or another verification', async () => {
    const room = { sid: sid('RM'), unique_name: 'other', status: 'in-progress' };
    const rooms = await scriptTwilio(() => Response.json(room), noRetries);
    await expect(rooms.settle(rooms.twilio.video.createRoom({ uniqueName: 'room' }))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    const check = { sid: sid('VE', 'b'), status: 'approved' };
    const checks = await scriptTwilio(() => Response.json(check), noRetries);
    await expect(
      checks.settle(checks.twilio.verify.check({ verificationSid: sid('VE'), code: '1234' })),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('is none because of a status that is newer than this package', async () => {
    const { twilio, settle } = await scriptTwilio(() => Response.json({ sid: sid('SM'), status: 'pondering' }));
    expect(await settle(twilio.sms.send({ to: ADA, body: 'x' }))).toMatchObject({
      status: 'pondering',
      isFinal: false,
    });
  });
});

describe('a list without an end', () => {
  it.each([
    ['itself', ['1', '1']],
    ['an earlier one', ['1', '2', '1']],
  ])('is left when a page names %s as the next', async (_, pages) => {
    const { twilio, requests, settle } = await scriptTwilio(() =>
      Response.json({
        services: [{ sid: sid('MG'), friendly_name: 'other' }],
        meta: {
          key: 'services',
          next_page_url: `https://messaging.twilio.com/v1/Services?Page=${pages[(requests.length - 1) % pages.length]}`,
        },
      }),
    );
    await expect(settle(twilio.messagingServices.ensure({ friendlyName: 'x' }))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      outcome: 'not_applied',
    });
    expect(requests.length).toBeLessThanOrEqual(3);
  });
});
