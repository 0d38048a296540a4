import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type * as Webhooks from '../../../src/webhooks/index.js';
import type { RawRequest, WebhookSecrets, WebhookSource } from '../../../src/webhooks/index.js';

type Entry = typeof Webhooks;

export const NOW: number = Date.UTC(2026, 0, 1, 12);

/** A sender for tests: what it signs with, and the source that reads it. */
export interface Sender {
  readonly name: string;
  readonly secret: string;
  /** The headers of which no character may change. */
  readonly signed: readonly string[];
  readonly create: (webhooks: Entry, secrets: WebhookSecrets) => WebhookSource;
  readonly sign: (
    webhooks: Entry,
    body: Uint8Array,
    context: { readonly at: number; readonly id: string },
  ) => Promise<Record<string, string>>;
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const base64 = (data: Uint8Array): string => Buffer.from(data).toString('base64');

export const V1_SECRET: string = `whsec_${base64(bytes('a secret of twenty-four bytes'))}`;

const SEED = new Uint8Array(32).fill(7);
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const ed25519 = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, SEED]), format: 'der', type: 'pkcs8' });
const spki = createPublicKey(ed25519).export({ format: 'der', type: 'spki' });
export const V1A_PUBLIC_BYTES: Uint8Array = Uint8Array.from(spki.subarray(-32));
export const V1A_PUBLIC: string = `whpk_${base64(V1A_PUBLIC_BYTES)}`;
export const V1A_SIGNING: string = `whsk_${base64(SEED)}`;

const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const P256_PUBLIC = base64(p256.publicKey.export({ format: 'der', type: 'spki' }));
const P256_PRIVATE = base64(p256.privateKey.export({ format: 'der', type: 'pkcs8' }));

const standard = ({ createStandardScheme, standardV1, standardV1a }: Entry, prefix: string): Webhooks.StandardScheme =>
  createStandardScheme({ name: 'acme', prefixes: [prefix], versions: [standardV1, standardV1a] });

function standardSender(name: string, prefix: string, secret: string, signingSecret: string): Sender {
  return {
    name,
    secret,
    signed: ['id', 'timestamp', 'signature'].map((part) => `${prefix}-${part}`),
    create: ({ standardWebhook }, secrets) => standardWebhook({ secrets }),
    sign(webhooks, body, context) {
      const scheme = standard(webhooks, prefix);
      return webhooks.signWebhook(body, { scheme, key: scheme.importSigningKey(signingSecret), ...context });
    },
  };
}

function hmacSender(name: string, signed: readonly string[], options: Webhooks.HmacHeaderOptions): Sender {
  return {
    name,
    secret: 'a secret',
    signed,
    create: ({ hmacWebhook }, secrets) => hmacWebhook({ name: 'acme', secrets, ...options }),
    sign(webhooks, body, context) {
      const scheme = webhooks.createHmacHeaderScheme('acme', options);
      return webhooks.signWebhook(body, { scheme, key: scheme.importKey('a secret'), ...context });
    },
  };
}

const ecdsaScheme = ({ createPublicKeyScheme, decodeBase64, encodeBase64, readHeader, ...entry }: Entry) =>
  createPublicKeyScheme({
    name: 'acme',
    algorithm: 'ecdsa-p256-sha256',
    headers: ['acme-signature'],
    parse(headers) {
      const header = readHeader(headers, 'acme-signature');
      if (typeof header !== 'string') return header;
      const signature = entry.parseDerSignature(decodeBase64(header) ?? new Uint8Array());
      return { signatures: signature ? [signature] : [] };
    },
    compose: () => ({
      headers: (signature) => ({ 'acme-signature': encodeBase64(entry.toDerSignature(signature)) }),
    }),
  });

const digestScheme = ({ createDigestScheme, decodeHex, encodeHex, readHeader, reject, parseSeconds }: Entry) =>
  createDigestScheme({
    name: 'acme',
    algorithm: 'sha256',
    headers: ['acme-signature', 'acme-timestamp'],
    parse(headers) {
      const header = readHeader(headers, 'acme-signature');
      if (typeof header !== 'string') return header;
      const time = readHeader(headers, 'acme-timestamp');
      if (typeof time !== 'string') return time;
      const signedAt = parseSeconds(time);
      if (signedAt === undefined) return reject('malformed_header', 'No time.');
      const hash = decodeHex(header, 32);
      return { after: time, signatures: hash ? [hash] : [], signedAt };
    },
    compose(at) {
      const time = String(Math.floor(at / 1_000));
      return {
        after: time,
        headers: (hash) => ({ 'acme-signature': encodeHex(hash), 'acme-timestamp': time }),
      };
    },
  });

const custom = <Key>(webhooks: Entry, scheme: Webhooks.WebhookScheme<Key, never>, secrets: WebhookSecrets) =>
  webhooks.createWebhookSource<Record<string, unknown>, Key>({
    name: 'acme',
    scheme,
    secrets,
    events: (event, _, body) => [{ id: webhooks.hashBody(body), idOrigin: 'body-hash', type: 'any', event }],
  });

/** Each of the generic schemes. */
export const SENDERS: readonly Sender[] = [
  standardSender('Standard Webhooks v1', 'webhook', V1_SECRET, V1_SECRET),
  standardSender('Standard Webhooks v1a', 'webhook', V1A_PUBLIC, V1A_SIGNING),
  standardSender('Svix', 'svix', V1_SECRET, V1_SECRET),
  {
    name: 'GitHub',
    secret: 'mysecret',
    signed: ['x-hub-signature-256'],
    create: ({ githubWebhook }, secrets) => githubWebhook({ secrets }),
    sign: (webhooks, body, context) =>
      webhooks.signWebhook(body, {
        scheme: webhooks.githubScheme,
        key: webhooks.githubScheme.importKey('mysecret'),
        ...context,
      }),
  },
  hmacSender('an HMAC of the body in hex', ['x-acme-signature'], { header: 'X-Acme-Signature' }),
  hmacSender('an HMAC with a time in base64', ['x-acme-signature', 'x-acme-timestamp'], {
    header: 'X-Acme-Signature',
    prefix: 'v0=',
    encoding: 'base64',
    algorithm: 'sha512',
    signedContent: 'v0:{timestamp}:{body}',
    timestampHeader: 'X-Acme-Timestamp',
    timestampFormat: 'milliseconds',
  }),
  hmacSender('an HMAC with id and date in base64url', ['x-acme-signature', 'x-acme-id', 'x-acme-date'], {
    header: 'X-Acme-Signature',
    encoding: 'base64url',
    algorithm: 'sha1',
    signedContent: '{id}{timestamp}{body}',
    timestampHeader: 'X-Acme-Date',
    timestampFormat: 'rfc3339',
    idHeader: 'X-Acme-Id',
  }),
  {
    name: 'ECDSA in DER',
    secret: P256_PUBLIC,
    signed: ['acme-signature'],
    create: (webhooks, secrets) => custom(webhooks, ecdsaScheme(webhooks), secrets),
    sign(webhooks, body, { at }) {
      const scheme = ecdsaScheme(webhooks);
      return webhooks.signWebhook(body, { scheme, key: scheme.importSigningKey(P256_PRIVATE), at });
    },
  },
  {
    name: 'a plain digest',
    secret: 'a secret',
    signed: ['acme-signature', 'acme-timestamp'],
    create: (webhooks, secrets) => custom(webhooks, digestScheme(webhooks), secrets),
    sign(webhooks, body, { at }) {
      const scheme = digestScheme(webhooks);
      return webhooks.signWebhook(body, { scheme, key: scheme.importKey('a secret'), at });
    },
  },
];

/** A request with headers that a test can change. */
export interface SignedRequest extends RawRequest {
  readonly headers: Readonly<Record<string, string>>;
}

/** A request of a sender. */
export async function signedRequest(
  webhooks: Entry,
  sender: Sender,
  body: string | Uint8Array = '{"type":"order.paid"}',
  context: { readonly at?: number; readonly id?: string } = {},
): Promise<SignedRequest> {
  const data = typeof body === 'string' ? bytes(body) : body;
  const headers = await sender.sign(webhooks, data, { at: NOW, id: 'msg_1', ...context });
  return { method: 'POST', url: 'https://shop.test/webhooks', headers, body: data };
}
