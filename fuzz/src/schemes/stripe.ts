import { signStripeWebhook, stripeWebhook } from '@breakwater/stripe/webhooks';
import fc from 'fast-check';
import Stripe from 'stripe';
import { type Attempt, headerOf, valuesOf } from '../attempt.ts';
import { isCanonicalTime, isEmptyKey, isExactText, MAX_HEADER_LENGTH, mac, nowOf } from '../byte-facts.ts';
import { bodyChanges } from '../changes/body-changes.ts';
import { headerChanges, valueChanges } from '../changes/header-changes.ts';
import { clockChanges, secretChanges } from '../changes/other-changes.ts';
import type { Answer, FuzzScheme } from '../fuzz-scheme.ts';
import { bodies, isPlainTime, SIGNED_AT, type Signer, signers, times } from '../samples.ts';
import { verifierOf } from '../verifier.ts';

const HEADER = 'stripe-signature';
const { webhooks } = new Stripe('sk_test_oracle');
const { StripeSignatureVerificationError } = Stripe.errors;

interface Sample {
  readonly body: Uint8Array;
  readonly time: string;
  /** The vendor signs and verifies the time as a number; what is none becomes `NaN`. */
  readonly isTimeParsed: boolean;
  readonly secret: string;
  readonly signer: Signer;
}

const samples = fc.record<Sample>({
  body: bodies,
  time: times,
  isTimeParsed: fc.boolean(),
  secret: fc.oneof(
    { arbitrary: fc.constantFrom('whsec_first', 'whsec_second', 'whsec_é'), weight: 20 },
    { arbitrary: fc.constantFrom('', ' ', '\u00a0', '\0', 'whsec_ x'), weight: 1 },
  ),
  signer: signers,
});

async function signHeader({ body, time, isTimeParsed, secret, signer }: Sample): Promise<string> {
  if (isPlainTime(time) && !isEmptyKey(secret) && signer === 'ours') {
    const headers = await signStripeWebhook(body, { secret, at: Number(time) * 1_000 });
    return headers[HEADER] ?? '';
  }
  if (isPlainTime(time) && isExactText(body) && signer === 'vendor') {
    const payload = Buffer.from(body).toString('utf8');
    return webhooks.generateTestHeaderString({ payload, secret, timestamp: Number(time) });
  }
  const signed = isTimeParsed ? String(Number.parseInt(time, 10)) : time;
  return `t=${time},v1=${mac('sha256', secret, 'hex', `${signed}.`, body)}`;
}

const itemsOf = (attempt: Attempt): readonly string[] => (headerOf(attempt, HEADER) ?? '').split(',');
const trimmed = (attempt: Attempt): readonly string[] => itemsOf(attempt).map((item) => item.trim());
const timesOf = (attempt: Attempt): readonly string[] =>
  trimmed(attempt).flatMap((item) => (item === 't' || item.startsWith('t=') ? [item.slice(2)] : []));
const signaturesOf = (attempt: Attempt): readonly string[] =>
  trimmed(attempt).flatMap((item) => (item === 'v1' || item.startsWith('v1=') ? [item.slice(3)] : []));

/** Whether a signature fits one of the times and one of the keys, whatever else stands in the header. */
function fits(attempt: Attempt, secrets: readonly string[]): boolean {
  const signatures = signaturesOf(attempt);
  const macs = timesOf(attempt).flatMap((time) =>
    secrets.map((secret) => mac('sha256', secret, 'hex', `${time}.`, attempt.body)),
  );
  return macs.some((expected) => signatures.includes(expected));
}

const isFresh = (attempt: Attempt): boolean =>
  timesOf(attempt).every((time) => /^\d{1,12}$/.test(time) && Math.abs(nowOf(attempt) - Number(time)) <= 300);

const usable = ({ secrets }: Attempt): readonly string[] => secrets.filter((secret) => !isEmptyKey(secret));

const isSigned = (attempt: Attempt): boolean => isFresh(attempt) && fits(attempt, usable(attempt));

/** The BOM is skipped, and what is no UTF-8 is replaced, before anything is verified. */
const isDecodedOtherwise = ({ body }: Attempt): boolean =>
  !isExactText(body) || Buffer.from(body).toString('utf8').startsWith('\ufeff');

function theirs(attempt: Attempt): Answer {
  let hasCrashed = false;
  for (const secret of attempt.secrets) {
    try {
      webhooks.signature?.verifyHeader(
        attempt.body,
        headerOf(attempt, HEADER) ?? '',
        secret,
        300,
        undefined,
        attempt.now,
      );
      return 'accept';
    } catch (error) {
      hasCrashed ||= !(error instanceof StripeSignatureVerificationError);
    }
  }
  return hasCrashed ? 'crash' : 'refuse';
}

const RIGHT = /v1=[0-9a-f]{64}/;

/** Stripe, beside `webhooks` of its SDK. */
export const stripe: FuzzScheme<Sample> = {
  name: 'stripe',
  oracle: 'stripe',
  samples,
  async sign(sample) {
    const header = await signHeader(sample);
    const { body, secret } = sample;
    const url = 'https://shop.test/webhooks';
    return { url, headers: { [HEADER]: header }, isWeb: false, body, secrets: [secret], now: SIGNED_AT * 1_000 };
  },
  changes: fc.oneof(
    bodyChanges,
    headerChanges([HEADER]),
    clockChanges,
    secretChanges,
    valueChanges(HEADER, {
      'items turned round': (value) => value.split(',').toReversed().join(','),
      'space after commas': (value) => value.replaceAll(',', ', '),
      'a wrong v1 before': (value) => value.replace('v1=', `v1=${'0'.repeat(64)},v1=`),
      'a wrong v1 after': (value) => `${value},v1=${'0'.repeat(64)}`,
      'an empty v1 before': (value) => value.replace('v1=', 'v1=,v1='),
      'a bare v1 before': (value) => value.replace('v1=', 'v1,v1='),
      'a multi-byte v1 before': (value) => value.replace('v1=', `v1=${'é'.repeat(64)},v1=`),
      'a v0 before': (value) => value.replace('v1=', 'v0=abc,v1='),
      'v1 as v0': (value) => value.replace('v1=', 'v0='),
      'v1 as v11': (value) => value.replace('v1=', 'v11='),
      'signature cut to its half': (value) => value.replace(RIGHT, (item) => item.slice(0, 35)),
      'signature wrong in its second half': (value) => value.replace(RIGHT, (item) => `${item.slice(0, -8)}00000000`),
      'junk behind the signature': (value) => `${value}=junk`,
      'fifteen wrong v1 after': (value) => value + ',v1=x'.repeat(15),
      'sixteen wrong v1 after': (value) => value + `,v1=${'0'.repeat(64)}`.repeat(16),
      'three hundred items': (value) => value + ',v1=x'.repeat(300),
      'another time after': (value) => `${value},t=${SIGNED_AT + 1}`,
      'another time before': (value) => `t=1,${value}`,
      'the same time twice': (value) => value.replace(/t=\d+/, '$&,$&'),
    }),
  ),
  createVerifier: (secrets) => verifierOf(stripeWebhook({ secrets })),
  theirs,
  isSigned,
  differences: [
    { name: 'body that is no UTF-8, rightly signed', vendor: 'too strict', covers: isDecodedOtherwise },
    {
      name: 'white space around an item',
      vendor: 'too strict',
      covers: (attempt) => itemsOf(attempt).some((item) => item !== item.trim()),
    },
    {
      name: 'crash: a v1 that is empty or not ASCII',
      vendor: 'too strict',
      covers: (attempt) => signaturesOf(attempt).some((value) => value === '' || /[^\0-\x7f]/.test(value)),
    },
    {
      name: 'time with leading zeros',
      vendor: 'too strict',
      covers: (attempt) => timesOf(attempt).some((time) => /^0\d/.test(time)),
    },
    {
      name: 'body changed where decoding hides it',
      vendor: 'too lax',
      covers: (attempt) => isDecodedOtherwise(attempt) && !isSigned(attempt),
    },
    {
      name: 'several headers or times',
      vendor: 'too lax',
      covers: (attempt) => timesOf(attempt).length > 1 || valuesOf(attempt, HEADER).length > 1,
    },
    {
      name: 'time in the future',
      vendor: 'too lax',
      covers: (attempt) =>
        timesOf(attempt).every((time) => isCanonicalTime(time) && Number(time) > nowOf(attempt) + 300),
    },
    {
      name: 'time that is no number',
      vendor: 'too lax',
      covers: (attempt) => !timesOf(attempt).every(isCanonicalTime),
    },
    {
      name: 'junk behind a signature',
      vendor: 'too lax',
      covers: (attempt) => signaturesOf(attempt).some((value) => value.includes('=')),
    },
    {
      name: 'too many signatures, or too long',
      vendor: 'too lax',
      covers: (attempt) =>
        (headerOf(attempt, HEADER) ?? '').trim().length > MAX_HEADER_LENGTH ||
        itemsOf(attempt).length > 32 ||
        signaturesOf(attempt).filter((value) => /^[0-9a-f]{64}$/.test(value)).length > 16,
    },
    {
      name: 'secret without content',
      vendor: 'too lax',
      covers: (attempt) => fits(attempt, attempt.secrets.filter(isEmptyKey)),
    },
    { name: 'no body', vendor: 'too lax', covers: ({ body }) => body.length === 0 },
  ],
};
