import { describe, expect, it } from 'vitest';
import { scriptTwilio, sid } from '../scripted-twilio.js';
import { ADA, failureOf } from '../twilio-bench.js';

const message = { to: ADA, body: 'Your table is ready.' };
const refusal = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers });

describe('a message that meets a status which a gateway also gives after Twilio has acted', () => {
  it.each([
    [503, { 'retry-after': '0' }],
    [503, { 'retry-after': '2' }],
    [503, {}],
    [408, {}],
    [408, { 'retry-after': '1' }],
    [425, {}],
  ])('is sent once and told as unknown for %i with %j', async (status, headers) => {
    for (const body of [{ code: 20_503, message: 'x', status }, {}]) {
      const { twilio, requests, settle } = await scriptTwilio(() => refusal(status, body, headers));
      await expect(settle(twilio.sms.send(message))).rejects.toMatchObject({ outcome: 'unknown', attempts: 1, status });
      expect(requests).toHaveLength(1);
    }
  });

  it('is sent once by the bare client, too', async () => {
    const { twilio, requests, settle } = await scriptTwilio(() => refusal(503, {}, { 'retry-after': '0' }));
    const client = await twilio.client();
    await failureOf(settle(client.messages.create({ ...message, from: '+15005550006' })));
    expect(requests).toHaveLength(1);
  });

  it('is repeated for a 429, which sends nothing', async () => {
    const { twilio, requests, settle } = await scriptTwilio(() => refusal(429, { code: 20_429 }));
    await expect(settle(twilio.sms.send(message))).rejects.toMatchObject({ outcome: 'not_applied', attempts: 3 });
    expect(requests).toHaveLength(3);
  });

  it.each([503, 408, 425])('is canceled again after %i, which is harmless', async (status) => {
    const messageSid = sid('SM');
    const { twilio, requests, settle } = await scriptTwilio(() =>
      requests.length < 2
        ? refusal(status, {}, { 'retry-after': '0' })
        : Response.json({ sid: messageSid, status: 'canceled' }),
    );
    expect(await settle(twilio.sms.cancel({ messageSid }))).toMatchObject({ status: 'canceled' });
  });

  it('is asked for again after a 503, and never told as unknown: nothing was changed', async () => {
    const { twilio, requests, settle } = await scriptTwilio(() => refusal(503, {}, { 'retry-after': '1' }));
    await expect(settle(twilio.sms.retrieve({ messageSid: sid('SM') }))).rejects.toMatchObject({
      outcome: 'not_applied',
      attempts: 3,
    });
    expect(requests).toHaveLength(3);
  });
});

describe('trouble of Twilio’s', () => {
  it.each([
    [500, 21_610],
    [500, 20_429],
    [502, 60_202],
    [503, 21_611],
  ])('stays its own, whatever number it carries: %i with %i', async (status, code) => {
    const { twilio, requests, settle } = await scriptTwilio(() => refusal(status, { code, message: 'x', status }));
    await expect(settle(twilio.sms.send(message))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      vendorCode: String(code),
      outcome: 'unknown',
    });
    expect(requests).toHaveLength(1);
  });

  it('is no wrong code, and no code that was checked too often', async () => {
    const { twilio, settle } = await scriptTwilio(() => refusal(502, { code: 60_202, message: 'x', status: 502 }));
    await expect(settle(twilio.verify.check({ to: ADA, code: '1234' }))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('a 404 that is not Twilio’s', () => {
  const html = (): Response =>
    new Response('<html>nginx</html>', { status: 404, headers: { 'content-type': 'text/html' } });

  it.each([html, () => new Response(null, { status: 404 }), () => refusal(404, {})])(
    'says nothing on what Twilio has: %#',
    async (answer) => {
      const { twilio, settle } = await scriptTwilio(answer);
      await expect(settle(twilio.verify.check({ to: ADA, code: '1234' }))).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        outcome: 'unknown',
      });
      await expect(settle(twilio.video.endRoom({ room: 'booking-7' }))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await expect(settle(twilio.sms.retrieve({ messageSid: sid('SM') }))).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        status: 404,
      });
    },
  );

  it('is Twilio’s with its number', async () => {
    const { twilio, settle } = await scriptTwilio(() => refusal(404, { code: 20_404, message: 'x', status: 404 }));
    await expect(settle(twilio.sms.retrieve({ messageSid: sid('SM') }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await settle(twilio.video.endRoom({ room: 'booking-7' }))).toBeUndefined();
  });
});
