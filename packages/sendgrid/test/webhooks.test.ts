import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type * as CoreWebhooks from '@breakwater/core/webhooks';
import type { RawHeaders } from '@breakwater/core/webhooks';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { CRYPTO_BUILDS, loadWebhooks } from '../../core/test/webhooks/crypto-builds.js';
import { outcomeOf, vectorsFor } from '../../core/test/webhooks/vendor-vectors.js';
import type * as SendGridWebhooks from '../src/webhooks/index.js';

const NOW = 1_700_000_000_000;
const T = '1700000000';
const BODY = '[{"email":"a@shop.test","event":"delivered","sg_event_id":"e1","timestamp":1699999999}]\r\n';
const SIGNATURE = 'X-Twilio-Email-Event-Webhook-Signature';
const TIMESTAMP = 'X-Twilio-Email-Event-Webhook-Timestamp';
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

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
const vectors = vectorsFor('sendgrid');

describe.each(CRYPTO_BUILDS)('sendGridWebhook on the %s build of the crypto', (build) => {
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

  describe.skipIf(vectors.length === 0)("agrees with the vendor's own vectors", () => {
    it.each(vectors.map((vector) => [vector.id, vector] as const))('%s', async (_, vector) => {
      const source = sendgrid.sendGridWebhook({ publicKeys: vector.publicKeys });
      const verdict = await core.verifyWebhook(source, vector.request, { now: vector.now });
      // What is `info` only has to be answered.
      expect(vector.tier === 'info' ? [outcomeOf(verdict)] : vector.accepted).toContain(outcomeOf(verdict));
      expect(verdict).toMatchObject(vector.eventIds ? { eventIds: vector.eventIds } : {});
    });
  });

  it.each([
    ['as the documentation writes them', SIGNATURE, TIMESTAMP],
    ['in lower case, as Node has them', SIGNATURE.toLowerCase(), TIMESTAMP.toLowerCase()],
  ])('reads its headers %s', async (_, signature, timestamp) => {
    expect(await reasonOf({ [signature]: toHeader(RAW), [timestamp]: T })).toBe('valid');
    expect(await reasonOf(new Headers({ [signature]: toHeader(RAW), [timestamp]: T }))).toBe('valid');
  });

  it('covers every byte of the body, the line break at its end too', async () => {
    expect(await reasonOf(withSignature(toHeader(RAW)), BODY.trim())).toBe('signature_mismatch');
    expect(await reasonOf(withSignature(toHeader(RAW)), BODY.replace('\r\n', '\n'))).toBe('signature_mismatch');
    expect(await reasonOf(withSignature(toHeader(RAW)), `\uFEFF${BODY}`)).toBe('signature_mismatch');
  });

  it('accepts a genuine body that is not UTF-8: bytes are signed', async () => {
    const body = Uint8Array.from([0x5b, 0xff, 0x5d]);
    expect(await reasonOf(withSignature(toHeader(signRaw(T, body))), body)).toBe('valid');
  });

  describe('refuses a signature that is not strict DER in strict base64', () => {
    const der = (): number[] => [...core.toDerSignature(RAW)];
    const integer = (value: Uint8Array): number[] => [...core.toDerSignature(new Uint8Array([...value, ...value]))];
    it.each<readonly [string, () => Uint8Array | readonly number[]]>([
      ['zeros', () => [0, 0, 0]],
      ['an empty sequence', () => [0x30, 0]],
      ['r and s side by side', () => RAW],
      ['something after the end', () => [...der(), 0]],
      ['something inside after s', () => [0x30, (der()[1] ?? 0) + 1, ...der().slice(2), 0]],
      ['a cut end', () => der().slice(0, -1)],
      ['another tag', () => [0x31, ...der().slice(1)]],
      ['a long length', () => [0x30, 0x81, ...der().slice(1)]],
      ['a needless zero', () => [0x30, (der()[1] ?? 0) + 1, 2, (der()[3] ?? 0) + 1, 0, ...der().slice(4)]],
      ['r = 0', () => core.toDerSignature(new Uint8Array([...new Uint8Array(32), ...RAW.subarray(32)]))],
      ['s = 0', () => core.toDerSignature(new Uint8Array([...RAW.subarray(0, 32), ...new Uint8Array(32)]))],
      ['r = s = 0', () => core.toDerSignature(new Uint8Array(64))],
      ['r = n', () => core.toDerSignature(Buffer.from(ORDER.toString(16).repeat(2), 'hex'))],
      ['an integer of 34 bytes', () => [0x30, 40, 2, 34, ...new Uint8Array(34).fill(1), 2, 2, 1, 1]],
      ['the same twice', () => integer(RAW.subarray(0, 32))],
    ])('%s', async (_, make) => {
      expect(await reasonOf(withSignature(base64(Uint8Array.from(make()))))).toBe('signature_mismatch');
    });

    it.each([
      ['white space inside', (text: string) => `${text.slice(0, 8)} ${text.slice(8)}`],
      ['no padding, or too much', (text: string) => (text.endsWith('=') ? text.replace(/=+$/, '') : `${text}====`)],
      ['something after the end', (text: string) => `${text}AAAA`],
      ['letters that are none of base64', () => 'é'.repeat(96)],
    ])('base64 with %s', async (_, change) => {
      expect(await reasonOf(withSignature(change(toHeader(RAW))))).toBe('signature_mismatch');
    });
  });

  it('accepts the twin of a signature (r, n - s), so that a signature is no name of a delivery', async () => {
    const s = ORDER - BigInt(`0x${RAW.subarray(32).toString('hex')}`);
    const twin = Buffer.concat([RAW.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]);
    expect(await reasonOf(withSignature(toHeader(twin)))).toBe('valid');
  });

  it.each<readonly [string, () => RawHeaders, string]>([
    ['no signature', () => ({ [TIMESTAMP]: T }), 'missing_header'],
    ['no time', () => ({ [SIGNATURE]: toHeader(RAW) }), 'missing_header'],
    ['a blank signature', () => withSignature(' '), 'missing_header'],
    ['two signatures', () => ({ [SIGNATURE]: [toHeader(RAW), 'AAAA'], [TIMESTAMP]: T }), 'malformed_header'],
    ['a time that is none', () => withSignature(toHeader(signRaw('x', BODY)), 'x'), 'malformed_header'],
    ['a fraction', () => withSignature(toHeader(signRaw(`${T}.5`, BODY)), `${T}.5`), 'malformed_header'],
    ['another time', () => withSignature(toHeader(RAW), '1700000001'), 'signature_mismatch'],
    [
      'the key of somebody else',
      () => withSignature(toHeader(signRaw(T, BODY, OTHER.privateKey))),
      'signature_mismatch',
    ],
    ['a time far ahead', () => withSignature(toHeader(signRaw('1700000301', BODY)), '1700000301'), 'timestamp_too_new'],
  ])('refuses a request with %s', async (_, headers, reason) => {
    expect(await reasonOf(headers())).toBe(reason);
  });

  it('refuses an empty body', async () => {
    expect(await reasonOf(withSignature(toHeader(signRaw(T, ''))), '')).toBe('empty_body');
  });

  it('takes any age unless told otherwise', async () => {
    const old = withSignature(toHeader(signRaw('1500000000', BODY)), '1500000000');
    expect(await reasonOf(old)).toBe('valid');
    expect(await reasonOf(old, BODY, { tolerance: 86_400_000 })).toBe('timestamp_too_old');
  });

  it('answers whatever comes with a verdict', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), fc.uint8Array(), async (signature, time, body) => {
        expect(await reasonOf({ [SIGNATURE]: signature, [TIMESTAMP]: time }, body)).not.toBe('valid');
      }),
      { numRuns: 100 },
    );
  });
});
