import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { createStandardScheme, signWebhook, standardV1a, standardWebhook } from '@breakwater/core/webhooks';
import fc from 'fast-check';
import { type Attempt, headerOf, valuesOf } from '../attempt.ts';
import { hash, MAX_HEADER_LENGTH, nowOf } from '../byte-facts.ts';
import { bodyChanges } from '../changes/body-changes.ts';
import { headerChanges, valueChanges } from '../changes/header-changes.ts';
import { clockChanges, secretChanges } from '../changes/other-changes.ts';
import type { Answer, FuzzScheme } from '../fuzz-scheme.ts';
import { bodies, isPlainTime, SIGNED_AT, type Signer, signers, times } from '../samples.ts';
import { verifierOf } from '../verifier.ts';

interface Pair {
  readonly seed: Buffer;
  readonly publicText: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

function createPair(name: string): Pair {
  const seed = Buffer.from(hash('sha256', name), 'hex');
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const bare = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return { seed, privateKey, publicKey, publicText: `whpk_${bare.toString('base64')}` };
}

const PAIRS = ['first', 'second'].map(createPair);
const PUBLIC_KEYS = new Map(PAIRS.map(({ publicText, publicKey }) => [publicText, publicKey]));
const WRONG = Buffer.alloc(64).toString('base64');

interface Sample {
  readonly body: Uint8Array;
  readonly id: string;
  readonly time: string;
  readonly pair: Pair;
  readonly signer: Signer;
}

const samples = fc.record<Sample>({
  body: bodies,
  id: fc.oneof(
    { arbitrary: fc.constantFrom('msg_1', '1', 'x'.repeat(255)), weight: 12 },
    fc.constantFrom('a.b', 'é', 'a b'),
  ),
  time: times,
  pair: fc.constantFrom(...PAIRS),
  signer: signers,
});

const scheme = createStandardScheme({ name: 'fuzz', prefixes: ['webhook'], versions: [standardV1a] });

async function signText({ body, id, time, pair, signer }: Sample): Promise<string> {
  if (signer === 'ours' && isPlainTime(time)) {
    const key = scheme.importSigningKey(`whsk_${pair.seed.toString('base64')}`);
    const headers = await signWebhook(body, { scheme, key, id, at: Number(time) * 1_000 });
    return headers['webhook-signature'] ?? '';
  }
  return `v1a,${sign(undefined, Buffer.concat([Buffer.from(`${id}.${time}.`), body]), pair.privateKey).toString('base64')}`;
}

const read = (attempt: Attempt, end: string): string => (headerOf(attempt, `webhook-${end}`) ?? '').trim();
const itemsOf = (attempt: Attempt): readonly string[] => read(attempt, 'signature').split(' ');

/** The specification, by the letter: any `v1a` of the list, over id, time and body, with any of the public keys. */
function isSigned(attempt: Attempt): boolean {
  const time = read(attempt, 'timestamp');
  if (!/^\d{1,12}$/.test(time) || Math.abs(nowOf(attempt) - Number(time)) > 300) return false;
  const message = Buffer.concat([Buffer.from(`${read(attempt, 'id')}.${time}.`), attempt.body]);
  const keys = attempt.secrets.map((secret) => PUBLIC_KEYS.get(secret.trim())).filter((key) => key !== undefined);
  return itemsOf(attempt).some((item) => {
    const [version, text = '', ...rest] = item.split(',');
    const signature = Buffer.from(text, 'base64');
    if (version !== 'v1a' || rest.length > 0 || signature.toString('base64') !== text) return false;
    return keys.some((key) => verify(undefined, message, key, signature));
  });
}

const theirs = (attempt: Attempt): Answer => (isSigned(attempt) ? 'accept' : 'refuse');

/** Standard Webhooks with ed25519, which no library verifies: beside the recipe of the specification. */
export const standardV1aFuzz: FuzzScheme<Sample> = {
  name: 'standard-v1a',
  oracle: 'recipe',
  samples,
  async sign(sample) {
    const { body, id, time, pair } = sample;
    const headers = { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': await signText(sample) };
    const url = 'https://shop.test/webhooks';
    return { url, headers, isWeb: false, body, secrets: [pair.publicText], now: SIGNED_AT * 1_000 };
  },
  changes: fc.oneof(
    bodyChanges,
    { arbitrary: headerChanges(['webhook-id', 'webhook-timestamp', 'webhook-signature']), weight: 2 },
    clockChanges,
    secretChanges,
    fc.constantFrom(...PAIRS).map(({ publicText }) => ({
      name: 'secrets: the other key too',
      apply: (attempt: Attempt) => ({ ...attempt, secrets: [publicText, ...attempt.secrets] }),
    })),
    valueChanges('webhook-signature', {
      'a v1 before': (value) => `v1,${Buffer.alloc(32).toString('base64')} ${value}`,
      'a wrong v1a before': (value) => `v1a,${WRONG} ${value}`,
      'a short v1a before': (value) => `v1a,AAAA ${value}`,
      'v1a as v1': (value) => value.replace('v1a,', 'v1,'),
      'v1a as v1b': (value) => value.replace('v1a,', 'v1b,'),
      'sixteen wrong v1a after': (value) => value + ` v1a,${WRONG}`.repeat(16),
      'padding off': (value) => value.replace(/=+$/, ''),
      'another last digit': (value) => value.replace(/.==$/, 'B=='),
      'second half wrong': (value) => `${value.slice(0, -12)}AAAAAAAAAA==`,
    }),
  ),
  createVerifier: (secrets) => verifierOf(standardWebhook({ secrets, prefixes: ['webhook'] })),
  theirs,
  isSigned,
  differences: [
    {
      name: 'id that could end elsewhere',
      vendor: 'too lax',
      covers: (attempt) => !/^[!-+\-/-~]{1,255}$/.test(read(attempt, 'id')),
    },
    {
      name: 'list of signatures that is none',
      vendor: 'too lax',
      covers: (attempt) => itemsOf(attempt).some((item) => !/^[^,]+,[^,]*$/.test(item)),
    },
    {
      name: 'a header several times',
      vendor: 'too lax',
      covers: (attempt) =>
        ['id', 'timestamp', 'signature'].some((end) => valuesOf(attempt, `webhook-${end}`).length > 1),
    },
    {
      name: 'too many signatures, or too long',
      vendor: 'too lax',
      covers: (attempt) => itemsOf(attempt).length > 16 || read(attempt, 'signature').length > MAX_HEADER_LENGTH,
    },
  ],
};
