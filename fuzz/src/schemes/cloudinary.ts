import { cloudinaryWebhook, signCloudinaryWebhook } from '@breakwater/cloudinary/webhooks';
import { v2 } from 'cloudinary';
import fc from 'fast-check';
import { type Attempt, headerOf, valuesOf } from '../attempt.ts';
import { hash, isEmptyKey, isExactText, MAX_HEADER_LENGTH, nowOf } from '../byte-facts.ts';
import { bodyChanges } from '../changes/body-changes.ts';
import { headerChanges, valueChanges } from '../changes/header-changes.ts';
import { clockChanges, secretChanges } from '../changes/other-changes.ts';
import type { Answer, FuzzScheme } from '../fuzz-scheme.ts';
import { bodies, isPlainTime, SIGNED_AT, type Signer, signers, times } from '../samples.ts';
import { verifierOf } from '../verifier.ts';

const SIGNATURE = 'x-cld-signature';
const TIMESTAMP = 'x-cld-timestamp';

interface Sample {
  readonly body: Uint8Array;
  readonly time: string;
  readonly secret: string;
  readonly algorithm: 'sha1' | 'sha256';
  readonly signer: Signer;
}

const samples = fc.record<Sample>({
  body: bodies,
  time: times,
  secret: fc.oneof(
    { arbitrary: fc.constantFrom('first secret', 'second', 'é'), weight: 20 },
    { arbitrary: fc.constantFrom(' ', '\0', ' x '), weight: 1 },
  ),
  algorithm: fc.constantFrom('sha1', 'sha256'),
  signer: signers,
});

/** Which hash an account signs with stands in no header. It is kept in the URL, which is not signed either. */
const algorithmOf = ({ url }: Attempt): 'sha1' | 'sha256' => (url.endsWith('/sha1') ? 'sha1' : 'sha256');

const timeOf = (attempt: Attempt): string => (headerOf(attempt, TIMESTAMP) ?? '').trim();

function fits(attempt: Attempt, isUsable: (secret: string) => boolean): boolean {
  const given = (headerOf(attempt, SIGNATURE) ?? '').trim();
  return attempt.secrets
    .filter(isUsable)
    .some((secret) => given === hash(algorithmOf(attempt), attempt.body, timeOf(attempt), secret));
}

const isFresh = (attempt: Attempt): boolean => {
  const age = nowOf(attempt) - Number(timeOf(attempt));
  return /^\d{1,13}$/.test(timeOf(attempt)) && age <= 7_200 && age >= -300;
};

const isSigned = (attempt: Attempt): boolean =>
  attempt.body.length > 0 && isFresh(attempt) && fits(attempt, (secret) => secret.trim() !== '');

function theirs(attempt: Attempt): Answer {
  let hasCrashed = false;
  for (const secret of attempt.secrets) {
    v2.config({ api_secret: secret, signature_algorithm: algorithmOf(attempt) });
    try {
      // The header is a text; the types ask for a number, which would change what is signed.
      const time = (headerOf(attempt, TIMESTAMP) ?? '') as unknown as number;
      const body = Buffer.from(attempt.body).toString('utf8');
      if (v2.utils.verifyNotificationSignature(body, time, headerOf(attempt, SIGNATURE) ?? '')) return 'accept';
    } catch {
      hasCrashed = true;
    }
  }
  return hasCrashed ? 'crash' : 'refuse';
}

const isDecodedOtherwise = ({ body }: Attempt): boolean => !isExactText(body);

/** Cloudinary, beside `verifyNotificationSignature` of its SDK. */
export const cloudinary: FuzzScheme<Sample> = {
  name: 'cloudinary',
  oracle: 'cloudinary',
  samples,
  async sign({ body, time, secret, algorithm, signer }) {
    const isOurs = signer === 'ours' && isPlainTime(time) && secret.trim() !== '';
    const { [SIGNATURE]: ours = '' } = isOurs
      ? await signCloudinaryWebhook(body, { secret, algorithm, at: Number(time) * 1_000 })
      : {};
    const headers = { [SIGNATURE]: ours || hash(algorithm, body, time, secret), [TIMESTAMP]: time };
    const url = `https://shop.test/${algorithm}`;
    return { url, headers, isWeb: false, body, secrets: [secret], now: SIGNED_AT * 1_000 };
  },
  changes: fc.oneof(
    bodyChanges,
    headerChanges([SIGNATURE, TIMESTAMP]),
    clockChanges,
    secretChanges,
    valueChanges(SIGNATURE, {
      'signature wrong in its second half': (value) => `${value.slice(0, -8)}00000000`,
      'signature cut to its half': (value) => value.slice(0, value.length / 2),
    }),
    valueChanges(TIMESTAMP, { 'a second later': (value) => String(Number(value) + 1) }),
    fc.constant({
      name: 'a digit moved from the time to the body',
      apply: (attempt: Attempt) => ({
        ...attempt,
        body: Buffer.concat([attempt.body, Buffer.from(timeOf(attempt).slice(0, 1))]),
        headers: { ...attempt.headers, [TIMESTAMP]: timeOf(attempt).slice(1) },
      }),
    }),
    fc.constant({
      name: 'the other hash',
      apply: (attempt: Attempt) => ({ ...attempt, url: 'https://shop.test/sha1' }),
    }),
  ),
  createVerifier: (secrets, attempt) => verifierOf(cloudinaryWebhook({ secrets, algorithm: algorithmOf(attempt) })),
  variantOf: algorithmOf,
  theirs,
  isSigned,
  differences: [
    { name: 'body that is no UTF-8, rightly signed', vendor: 'too strict', covers: isDecodedOtherwise },
    {
      name: 'white space around a header',
      vendor: 'too strict',
      covers: (attempt) =>
        [SIGNATURE, TIMESTAMP].some((name) => valuesOf(attempt, name).some((value) => value !== value.trim())),
    },
    {
      name: 'the last second of the two hours, which it rounds away',
      vendor: 'too strict',
      covers: (attempt) => nowOf(attempt) - Number(timeOf(attempt)) === 7_200 && attempt.now % 1_000 >= 500,
    },
    {
      name: 'body changed where decoding hides it',
      vendor: 'too lax',
      covers: (attempt) => isDecodedOtherwise(attempt) && !isSigned(attempt),
    },
    {
      name: 'time that is no number',
      vendor: 'too lax',
      covers: (attempt) => !/^\d{1,13}$/.test(headerOf(attempt, TIMESTAMP) ?? ''),
    },
    {
      name: 'time in the future',
      vendor: 'too lax',
      covers: (attempt) => Number(timeOf(attempt)) > nowOf(attempt) + 300,
    },
    { name: 'no body', vendor: 'too lax', covers: ({ body }) => body.length === 0 },
    { name: 'secret without content', vendor: 'too lax', covers: (attempt) => fits(attempt, isEmptyKey) },
    {
      name: 'a header several times, or very long',
      vendor: 'too lax',
      covers: (attempt) =>
        [SIGNATURE, TIMESTAMP].some((name) => {
          const values = valuesOf(attempt, name);
          return values.length > 1 || values.some((value) => value.length > MAX_HEADER_LENGTH);
        }),
    },
  ],
};
