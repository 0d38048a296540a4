import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type * as CoreWebhooks from '@breakwater/core/webhooks';
import type { RawHeaders } from '@breakwater/core/webhooks';
import { beforeAll, describe, expect, it } from 'vitest';
import { CRYPTO_BUILDS, loadWebhooks } from '../../core/test/webhooks/crypto-builds.js';
import { outcomeOf } from '../../core/test/webhooks/vendor-vectors.js';
import type * as SendGridWebhooks from '../src/webhooks/index.js';

const NOW = 1_700_000_000_000;
const T = '1700000000';
const BODY = '[{"email":"a@shop.test","event":"delivered","sg_event_id":"e1","timestamp":1699999999}]\r\n';
const SIGNATURE = 'X-Twilio-Email-Event-Webhook-Signature';
const TIMESTAMP = 'X-Twilio-Email-Event-Webhook-Timestamp';

const createPair = (): { readonly publicKey: string; readonly privateKey: string } => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  };
};
const PAIR = createPair();
const OTHER = createPair();

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** A signature as r and s side by side, made by Node and not by us. */
const signRaw = (time: string, body: string | Uint8Array, key = PAIR.privateKey): Buffer =>
  sign('sha256', Buffer.concat([Buffer.from(time), Buffer.from(body)]), {
    key: createPrivateKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'pkcs8' }),
    dsaEncoding: 'ieee-p1363',
  });
const RAW = signRaw(T, BODY);

describe.each(CRYPTO_BUILDS)('the keys of sendGridWebhook on the %s build of the crypto', (build) => {
  let core: typeof CoreWebhooks;
  let sendgrid: typeof SendGridWebhooks;
  beforeAll(async () => {
    core = await loadWebhooks(build);
    sendgrid = await import('../src/webhooks/index.js');
  });

  const base64 = (der: Uint8Array): string => Buffer.from(der).toString('base64');
  const toHeader = (raw: Uint8Array): string => base64(core.toDerSignature(raw));
  const reasonOf = async (
    headers: RawHeaders,
    body: string | Uint8Array = BODY,
    options: Partial<SendGridWebhooks.SendGridWebhookOptions> = {},
  ): Promise<string> => {
    const source = sendgrid.sendGridWebhook({ publicKeys: [PAIR.publicKey], ...options });
    const raw = typeof body === 'string' ? bytes(body) : body;
    const request = { method: 'POST', url: 'https://shop.test/', headers, body: raw };
    return outcomeOf(await core.verifyWebhook(source, request, { now: NOW }));
  };
  const withSignature = (signature: string, time = T): RawHeaders => ({ [SIGNATURE]: signature, [TIMESTAMP]: time });

  it('verifies with each of several keys, and says with which', async () => {
    const source = sendgrid.sendGridWebhook({ publicKeys: [undefined, OTHER.publicKey, PAIR.publicKey] });
    const headers = withSignature(toHeader(RAW));
    const request = { method: 'POST', url: 'https://shop.test/', headers, body: bytes(BODY) };
    expect(await core.verifyWebhook(source, request, { now: NOW })).toEqual({
      ok: true,
      keyIndex: 2,
      signedAt: NOW,
      eventIds: ['e1'],
    });
  });

  it.each([
    ['none', undefined],
    ['an empty list', []],
    ['a blank one', [' ']],
    ['one that is no base64', ['-----BEGIN PUBLIC KEY-----']],
    ['one of another length', ['AAAA']],
  ])('verifies nothing with %s for a key', async (_, publicKeys) => {
    expect(await reasonOf(withSignature(toHeader(RAW)), BODY, { publicKeys })).toBe('missing_secret');
  });

  it.each([0, 1])('verifies nothing with a point beside the curve, made of bytes %d', async (byte) => {
    const beside = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, byte)]).toString('base64');
    expect(await reasonOf(withSignature(toHeader(RAW)), BODY, { publicKeys: [beside] })).toBe('signature_mismatch');
  });

  it.each([
    ['a single key', { publicKeys: PAIR.publicKey }, 'options.publicKeys'],
    ['secrets', { publicKeys: [], secrets: [] }, 'options.secrets'],
    ['a tolerance that is no number', { publicKeys: [], tolerance: '1' }, 'options.tolerance'],
  ])('refuses %s when it is made', (_, options, path) => {
    const make = (): unknown => sendgrid.sendGridWebhook(options as SendGridWebhooks.SendGridWebhookOptions);
    const issues = [expect.objectContaining({ path })];
    expect(make).toThrow(expect.objectContaining({ code: 'CONFIGURATION', service: 'sendgrid', issues }));
  });

  it('reads what signSendGridWebhook signs, and refuses to sign with what is no key', async () => {
    for (const body of [BODY, bytes(BODY)]) {
      const headers = await sendgrid.signSendGridWebhook(body, { privateKey: PAIR.privateKey, at: NOW });
      expect(await reasonOf(headers, body)).toBe('valid');
    }
    for (const privateKey of [' ', '?', 'AAAA']) {
      await expect(sendgrid.signSendGridWebhook(BODY, { privateKey, at: NOW })).rejects.toThrow(RangeError);
    }
  });
});
