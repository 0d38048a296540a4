import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as Webhooks from '../../../src/webhooks/index.js';
import { CRYPTO_BUILDS, loadWebhooks } from '../crypto-builds.js';
import { outcomeOf } from '../vendor-vectors.js';
import {
  base64,
  bytes,
  NOW,
  SENDERS,
  type Sender,
  type SignedRequest,
  signedRequest,
  V1_SECRET,
  V1A_PUBLIC,
  V1A_PUBLIC_BYTES,
  V1A_SIGNING,
} from './signing-senders.js';

const BODY = '{"type":"contact.created","timestamp":"2026-01-01T11:59:00Z","data":{"id":"c_1"}}';
const ZEROS = base64(new Uint8Array(32));

const senderOf = (name: string): Sender => {
  const sender = SENDERS.find((candidate) => candidate.name === name);
  if (!sender) throw new Error(`There is no sender ${name}.`);
  return sender;
};
const V1 = senderOf('Standard Webhooks v1');
const V1A = senderOf('Standard Webhooks v1a');
const SVIX = senderOf('Svix');

describe.each(CRYPTO_BUILDS)('standardWebhook on the %s build', (build) => {
  let webhooks: typeof Webhooks;
  beforeAll(async () => {
    webhooks = await loadWebhooks(build);
  });

  const verify = (
    request: Webhooks.RawRequest,
    options: Webhooks.StandardWebhookOptions = { secrets: [V1_SECRET] },
    now = NOW,
  ): Promise<Webhooks.Verdict> => webhooks.verifyWebhook(webhooks.standardWebhook(options), request, { now });
  const judge = async (...input: Parameters<typeof verify>): Promise<string> => outcomeOf(await verify(...input));
  const withHeaders = async (headers: Record<string, string>, sender = V1): Promise<SignedRequest> => {
    const request = await signedRequest(webhooks, sender, BODY);
    return { ...request, headers: { ...request.headers, ...headers } };
  };
  const signatureOf = async (sender: Sender): Promise<string> =>
    (await signedRequest(webhooks, sender, BODY)).headers['webhook-signature'] ?? '';

  it('finds event, id, type and time', async () => {
    const source = webhooks.standardWebhook({
      secrets: [V1_SECRET],
      subject: (event) => (event.data as { readonly id: string }).id,
    });
    const { body, headers } = await signedRequest(webhooks, V1, BODY);
    expect(source.split(body, headers)).toEqual({
      ok: true,
      items: [
        {
          id: 'msg_1',
          idOrigin: 'sender',
          type: 'contact.created',
          subject: 'c_1',
          occurredAt: NOW - 60_000,
          event: JSON.parse(BODY),
        },
      ],
    });
  });

  it.each([
    ['no body', ''],
    ['no object', '17'],
    ['null', 'null'],
    ['no type', '{"type":17,"timestamp":"soon"}'],
  ])('hands on a message with %s', async (_, body) => {
    const source = webhooks.standardWebhook({ secrets: [] });
    const { headers } = await signedRequest(webhooks, V1, body);
    const event = body === '' ? undefined : JSON.parse(body);
    const item = { id: 'msg_1', idOrigin: 'sender', type: 'unknown', subject: undefined, occurredAt: undefined, event };
    expect(source.split(bytes(body), headers)).toEqual({ ok: true, items: [item] });
  });

  it('finds type and time as the application says', async () => {
    const source = webhooks.standardWebhook<Record<string, { readonly kind: string; readonly at: number }>>({
      secrets: [],
      type: ({ kind }) => kind,
      occurredAt: ({ at }) => at,
    });
    const { headers } = await signedRequest(webhooks, V1);
    expect(source.split(bytes('{"kind":"a","at":17}'), headers)).toMatchObject({
      items: [{ type: 'a', occurredAt: 17 }],
    });
    expect(source.split(bytes('{}'), headers)).toMatchObject({ items: [{ type: 'unknown', occurredAt: undefined }] });
    expect(source.split(bytes('null'), headers)).toMatchObject({ ok: false, reason: 'invalid_payload' });
  });

  it('takes both versions side by side, by the kind of secret', async () => {
    const [v1, v1a] = [await signatureOf(V1), await signatureOf(V1A)];
    const secrets = [V1_SECRET, V1A_PUBLIC];
    for (const both of [`${v1} ${v1a}`, `${v1a} ${v1}`]) {
      const request = await withHeaders({ 'webhook-signature': both });
      expect(await verify(request, { secrets })).toMatchObject({ ok: true, keyIndex: 0 });
      expect(await verify(request, { secrets: [V1A_PUBLIC] })).toMatchObject({ ok: true, keyIndex: 0 });
    }
    expect(await verify(await withHeaders({ 'webhook-signature': v1a }), { secrets })).toMatchObject({ keyIndex: 1 });
    expect(await verify(await withHeaders({ 'webhook-signature': v1 }), { secrets })).toMatchObject({ keyIndex: 0 });
    expect(await judge(await withHeaders({ 'webhook-signature': v1a }))).toBe('signature_mismatch');
  });

  it('takes no signature under the name of the other version', async () => {
    const [v1, v1a] = [await signatureOf(V1), await signatureOf(V1A)];
    const secrets = [V1_SECRET, V1A_PUBLIC];
    for (const swapped of [v1.replace('v1,', 'v1a,'), v1a.replace('v1a,', 'v1,')]) {
      expect(await judge(await withHeaders({ 'webhook-signature': swapped }), { secrets })).toBe('signature_mismatch');
    }
  });

  it('takes public keys on their own, in any form, and never for the secret of an HMAC', async () => {
    const request = await signedRequest(webhooks, V1A, BODY);
    const forms = [V1A_PUBLIC, V1A_PUBLIC.slice(5), V1A_PUBLIC_BYTES, { secret: V1A_PUBLIC_BYTES }, ` ${V1A_PUBLIC}\n`];
    for (const form of forms) expect(await judge(request, { publicKeys: [form] })).toBe('valid');
    expect(await verify(request, { secrets: [V1_SECRET], publicKeys: [V1A_PUBLIC] })).toMatchObject({ keyIndex: 1 });
    const ofTenant = (tenant: string): readonly Uint8Array[] => (tenant === '' ? [V1A_PUBLIC_BYTES] : []);
    expect(await judge(request, { publicKeys: ofTenant })).toBe('valid');
    expect(await judge(request, { secrets: async () => [V1_SECRET], publicKeys: [V1A_PUBLIC] })).toBe('valid');

    // What a stranger would sign who knows the public key.
    const time = String(NOW / 1_000);
    const forge = (key: string | Uint8Array): string =>
      `v1,${createHmac('sha256', key).update(`msg_1.${time}.${BODY}`).digest('base64')}`;
    for (const key of [V1A_PUBLIC, V1A_PUBLIC.slice(5), V1A_PUBLIC_BYTES]) {
      const forged = await withHeaders({ 'webhook-signature': forge(key) });
      for (const form of forms) expect(await judge(forged, { publicKeys: [form] })).toBe('signature_mismatch');
      expect(await judge(forged, { secrets: [V1A_PUBLIC] })).toBe('signature_mismatch');
    }
  });

  it.each([
    ['no base64', 'whsec_!!!'],
    ['base64 without its padding', 'whsec_AQIDBA'],
    ['a bare prefix', 'whsec_'],
    ['zeros, which are the empty key', `whsec_${ZEROS}`],
    ['a signing key', V1A_SIGNING],
    ['a public key of another length', `whpk_${base64(new Uint8Array(31).fill(3))}`],
    ['a weak public key', `whpk_${ZEROS}`],
    ['another prefix', 'whxx_AQIDBA=='],
  ])('verifies nothing with a secret that is %s', async (_, secret) => {
    expect(await judge(await signedRequest(webhooks, V1), { secrets: [secret] })).toBe('missing_secret');
  });

  it('refuses a forgery under the empty key, where the secret is zeros', async () => {
    const text = createHmac('sha256', '')
      .update(`msg_1.${NOW / 1_000}.${BODY}`)
      .digest('base64');
    const forged = await withHeaders({ 'webhook-signature': `v1,${text}` });
    for (const secret of [`whsec_${ZEROS}`, new Uint8Array(32)]) {
      expect(await judge(forged, { secrets: [secret] })).toBe('missing_secret');
      expect(await judge(forged, { secrets: [secret, V1_SECRET] })).toBe('signature_mismatch');
    }
  });

  it('takes the secret with or without prefix, with white space around it, or as raw bytes', async () => {
    const request = await signedRequest(webhooks, V1);
    const bare = V1_SECRET.slice('whsec_'.length);
    for (const secret of [V1_SECRET, bare, `${V1_SECRET}\n`, Uint8Array.from(Buffer.from(bare, 'base64'))]) {
      expect(await judge(request, { secrets: [secret] })).toBe('valid');
    }
  });

  it.each([
    ['a dot, which could move between id and body', 'msg.1'],
    ['a comma, where two headers were joined', 'msg_1, msg_1'],
    ['a space', 'msg 1'],
    ['a letter that is no ASCII', 'msg_é'],
    ['a control character', 'msg\u0007'],
    ['256 characters', 'x'.repeat(256)],
  ])('refuses an id with %s', async (_, id) => {
    const request = await signedRequest(webhooks, V1, BODY, { id });
    expect(await judge(request)).toBe('malformed_header');
    expect(webhooks.standardWebhook({ secrets: [] }).split(request.body, request.headers).ok).toBe(false);
  });

  it('takes ids of other forms', async () => {
    for (const id of ['1', 'x'.repeat(255), '8f14e45f-ceea:367a/9', 'A=_~+']) {
      expect(await judge(await signedRequest(webhooks, V1, BODY, { id }))).toBe('valid');
    }
  });

  it.each([
    ['only versions that nobody knows', 'v2,abc v3,abc', 'unsupported_version'],
    ['no comma', 'v1', 'malformed_header'],
    ['no version', ',abc', 'malformed_header'],
    ['two commas', 'v1,abc,def', 'malformed_header'],
    ['two spaces', 'v1,abc  v1,abc', 'malformed_header'],
    ['a tab', 'v1,abc\tv1,abc', 'malformed_header'],
    ['two headers in one', 'v1,abc, v1,abc', 'malformed_header'],
    ['a signature that is no base64', 'v1,*', 'signature_mismatch'],
    ['no signature', 'v1,', 'signature_mismatch'],
    ['seventeen signatures', `${`v1,${ZEROS} `.repeat(16)}v1,${ZEROS}`, 'malformed_header'],
  ])('judges a header with %s', async (_, header, expected) => {
    expect(await judge(await withHeaders({ 'webhook-signature': header }))).toBe(expected);
  });

  it('finds the right signature among fifteen others', async () => {
    const right = await signatureOf(V1);
    const others = Array.from({ length: 15 }, () => `v1,${ZEROS}`);
    for (const list of [
      [right, ...others],
      [...others, right],
      [...others, 'v2,new', right],
    ]) {
      expect(await judge(await withHeaders({ 'webhook-signature': list.join(' ') }))).toBe('valid');
    }
  });

  it.each(['1e9', '1767268800.5', '+1767268800', '0x1', '１', '1234567890123', '1767268800, 1767268800'])(
    'refuses the time %j',
    async (time) => {
      expect(await judge(await withHeaders({ 'webhook-timestamp': time }))).toBe('malformed_header');
    },
  );

  it.each([
    [300_000, 'valid'],
    [301_000, 'timestamp_too_old'],
    [-300_000, 'valid'],
    [-301_000, 'timestamp_too_new'],
  ])('judges a message of an age of %i ms', async (age, expected) => {
    for (const sender of [V1, V1A]) {
      const request = await signedRequest(webhooks, sender);
      expect(await judge(request, { secrets: [sender.secret] }, NOW + age)).toBe(expected);
    }
  });

  it('reads the headers of one family only', async () => {
    const svix = await signedRequest(webhooks, SVIX, BODY);
    expect(await judge(svix)).toBe('valid');
    expect(await judge(svix, { secrets: [V1_SECRET], prefixes: ['webhook'] })).toBe('missing_header');
    expect(await judge(await signedRequest(webhooks, V1), { secrets: [V1_SECRET], prefixes: ['svix'] })).toBe(
      'missing_header',
    );
    const mixed = { ...svix.headers, 'webhook-signature': String(svix.headers['svix-signature']) };
    expect(await judge({ ...svix, headers: mixed })).toBe('missing_header');
    const both = await withHeaders({ ...svix.headers });
    expect(await verify(both)).toMatchObject({ ok: true, eventIds: ['msg_1'] });
    const strange = { ...both, headers: { ...both.headers, 'svix-id': 'msg_other' } };
    expect(await verify(strange)).toMatchObject({ ok: true, eventIds: ['msg_1'] });
  });

  it('keeps the headers that a later look at the same bytes needs', async () => {
    const source = webhooks.standardWebhook({ secrets: [V1_SECRET], prefixes: ['acme'] });
    expect(source.headers).toEqual(['acme-id', 'acme-timestamp', 'acme-signature']);
  });

  it('takes one version alone, as a vendor package does', async () => {
    const { createStandardScheme, createWebhookSource, standardV1 } = webhooks;
    const scheme = createStandardScheme({ name: 'acme', prefixes: ['webhook'], versions: [standardV1] });
    const events = (): undefined => undefined;
    const source = createWebhookSource({ name: 'acme', scheme, secrets: [V1_SECRET, V1A_PUBLIC], events });
    expect(scheme.importKey(V1A_PUBLIC)).toBeUndefined();
    const judgeOne = async (sender: Sender): Promise<string> =>
      outcomeOf(await webhooks.verifyWebhook(source, await signedRequest(webhooks, sender), { now: NOW }));
    expect(await judgeOne(V1)).toBe('valid');
    expect(await judgeOne(V1A)).toBe('unsupported_version');
  });

  it.each([
    ['a single secret', { secrets: 'whsec_abc' }, 'options.secrets'],
    ['a single public key', { publicKeys: 'whpk_abc' }, 'options.publicKeys'],
    ['no prefixes', { secrets: [], prefixes: [] }, 'options.prefixes'],
    ['a prefix in upper case', { secrets: [], prefixes: ['Webhook'] }, 'options.prefixes'],
    ['a prefix with its dash', { secrets: [], prefixes: ['webhook-'] }, 'options.prefixes'],
    ['a type that is no function', { secrets: [], type: 'type' }, 'options.type'],
    ['a negative tolerance', { secrets: [], tolerance: -1 }, 'options.tolerance'],
    ['an unknown option', { secrets: [], secret: 'whsec_abc' }, 'options.secret'],
  ])('refuses %s at once', (_, options, path) => {
    expect(() => webhooks.standardWebhook(options as unknown as Webhooks.StandardWebhookOptions)).toThrow(path);
    expect(() => webhooks.standardWebhook(options as unknown as Webhooks.StandardWebhookOptions)).not.toThrow(/abc/);
  });
});
