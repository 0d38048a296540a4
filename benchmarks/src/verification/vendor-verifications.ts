import type { Prepare } from './signed-body.ts';

const STANDARD_SECRET = 'whsec_YmVuY2htYXJrIHNlY3JldA==';

const toSeconds = (ms: number): number => Math.floor(ms / 1_000);

/** The SDK's verifiers take a Buffer, and decode it. */
export const stripeConstructEvent: Prepare = async ({ body, now }) => {
  const { default: Stripe } = await import('stripe');
  const { webhooks } = new Stripe('sk_test_benchmark');
  const [payload, secret] = [Buffer.from(body), 'whsec_benchmark'];
  const timestamp = toSeconds(now);
  const header = webhooks.generateTestHeaderString({ payload: payload.toString(), secret, timestamp });
  return () => webhooks.constructEvent(payload, header, secret).id === 'evt_1';
};

/** What `constructEvent` does before it parses. */
export const stripeVerifyHeader: Prepare = async ({ body, now }) => {
  const { default: Stripe } = await import('stripe');
  const { webhooks } = new Stripe('sk_test_benchmark');
  const [payload, secret] = [Buffer.from(body), 'whsec_benchmark'];
  const timestamp = toSeconds(now);
  const header = webhooks.generateTestHeaderString({ payload: payload.toString(), secret, timestamp });
  return () => webhooks.signature?.verifyHeader(payload, header, secret, 300) ?? false;
};

async function signStandard(prefix: string, payload: Buffer, now: number): Promise<Record<string, string>> {
  const { Webhook } = await import('standardwebhooks');
  const signature = new Webhook(STANDARD_SECRET).sign('msg_1', new Date(now), payload);
  return {
    [`${prefix}-id`]: 'msg_1',
    [`${prefix}-timestamp`]: String(toSeconds(now)),
    [`${prefix}-signature`]: signature,
  };
}

/** Without parsing, which it would do by default. */
export const standardwebhooks: Prepare = async ({ body, now }) => {
  const { Webhook } = await import('standardwebhooks');
  const payload = Buffer.from(body);
  const headers = await signStandard('webhook', payload, now);
  const webhook = new Webhook(STANDARD_SECRET);
  return () => webhook.verify(payload, headers, { jsonParse: false }) === undefined;
};

export const svix: Prepare = async ({ body, now }) => {
  const { Webhook } = await import('svix');
  const payload = Buffer.from(body);
  const headers = await signStandard('svix', payload, now);
  const webhook = new Webhook(STANDARD_SECRET);
  return () => webhook.verify(payload, headers) === undefined;
};

/** It takes a `Request`, which has to be a new one each time, because its body can be read once. */
export const clerk: Prepare = async ({ body, now }) => {
  const { verifyWebhook } = await import('@clerk/backend/webhooks');
  const headers = await signStandard('svix', Buffer.from(body), now);
  const init = { method: 'POST', headers, body: Uint8Array.from(body) };
  return async () => {
    const request = new Request('https://shop.test/webhooks', init);
    const event = await verifyWebhook(request, { signingSecret: STANDARD_SECRET });
    return String(event.type) === 'invoice.paid';
  };
};

export const octokit: Prepare = async ({ body }) => {
  const { sign, verify } = await import('@octokit/webhooks-methods');
  const payload = Buffer.from(body);
  const signature = await sign('benchmark', payload.toString());
  return () => verify('benchmark', payload.toString(), signature);
};

export const cloudinary: Prepare = async ({ body, now }) => {
  const { v2 } = await import('cloudinary');
  const { createHash } = await import('node:crypto');
  v2.config({ api_secret: 'benchmark' });
  const payload = Buffer.from(body);
  const time = toSeconds(now);
  const signature = createHash('sha1').update(payload).update(`${time}benchmark`).digest('hex');
  return () => v2.utils.verifyNotificationSignature(payload.toString(), time, signature);
};

export const twilio: Prepare = async ({ body }) => {
  const vendor = (await import('twilio/lib/webhooks/webhooks.js')).default;
  const payload = Buffer.from(body);
  const url = `https://shop.test/webhooks?bodySHA256=${vendor.getExpectedBodyHash(payload.toString())}`;
  const signature = vendor.getExpectedTwilioSignature('benchmark', url, {});
  return () => vendor.validateRequestWithBody('benchmark', signature, url, payload.toString());
};

/** The key is made once, as its documentation does. */
export const sendgrid: Prepare = async ({ body, now }) => {
  const { EventWebhook } = (await import('@sendgrid/eventwebhook')).default;
  const { generateKeyPairSync, sign } = await import('node:crypto');
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const webhook = new EventWebhook();
  const key = webhook.convertPublicKeyToECDSA(
    pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  );
  const payload = Buffer.from(body);
  const time = String(toSeconds(now));
  const signature = sign('sha256', Buffer.concat([Buffer.from(time), payload]), pair.privateKey).toString('base64');
  return () => webhook.verifySignature(key, payload, signature, time);
};
