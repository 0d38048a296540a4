import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { sendGridWebhook } from '@breakwater/sendgrid/webhooks';
import { EventWebhook } from '@sendgrid/eventwebhook';
import fc from 'fast-check';
import { type Attempt, headerOf, valuesOf } from '../attempt.ts';
import { isExactText, MAX_HEADER_LENGTH, nowOf } from '../byte-facts.ts';
import { bodyChanges } from '../changes/body-changes.ts';
import { headerChanges, valueChanges } from '../changes/header-changes.ts';
import { clockChanges, secretChanges } from '../changes/other-changes.ts';
import type { Answer, FuzzScheme } from '../fuzz-scheme.ts';
import { bodies, SIGNED_AT, times } from '../samples.ts';
import { verifierOf } from '../verifier.ts';
import { createP256Signer, toOtherSignature } from './p256-signer.ts';

const SIGNATURE = 'x-twilio-email-event-webhook-signature';
const TIMESTAMP = 'x-twilio-email-event-webhook-timestamp';
const SIGNERS = ['first', 'second'].map(createP256Signer);

interface Sample {
  readonly body: Uint8Array;
  readonly time: string;
  readonly signer: (typeof SIGNERS)[number];
}

const events = fc
  .array(fc.record({ event: fc.constantFrom('open', 'click'), sg_event_id: fc.string({ maxLength: 6 }) }), {
    maxLength: 2,
  })
  .map((list) => Buffer.from(`${JSON.stringify(list, undefined, '\r\n')}\r\n`));

const samples = fc.record<Sample>({
  body: fc.oneof(bodies, events),
  time: times,
  signer: fc.constantFrom(...SIGNERS),
});

const vendor = new EventWebhook();
const vendorKeys = new Map<string, ReturnType<typeof vendor.convertPublicKeyToECDSA>>();

/** The vendor's key, which takes as long to make as a signature takes to verify. */
function toVendorKey(secret: string): ReturnType<typeof vendor.convertPublicKeyToECDSA> {
  const known = vendorKeys.get(secret) ?? vendor.convertPublicKeyToECDSA(secret);
  vendorKeys.set(secret, known);
  return known;
}

function theirs(attempt: Attempt): Answer {
  let hasCrashed = false;
  for (const secret of attempt.secrets) {
    try {
      const body = Buffer.from(attempt.body);
      const signature = headerOf(attempt, SIGNATURE) ?? '';
      if (vendor.verifySignature(toVendorKey(secret), body, signature, headerOf(attempt, TIMESTAMP) ?? ''))
        return 'accept';
    } catch {
      hasCrashed = true;
    }
  }
  return hasCrashed ? 'crash' : 'refuse';
}

const PUBLIC_KEYS: ReadonlyMap<string, KeyObject> = new Map(
  SIGNERS.map(({ publicKey }) => [
    publicKey,
    createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' }),
  ]),
);

const timeOf = (attempt: Attempt): string => (headerOf(attempt, TIMESTAMP) ?? '').trim();
const signatureOf = (attempt: Attempt): string => (headerOf(attempt, SIGNATURE) ?? '').trim();

const isSigned = (attempt: Attempt): boolean => {
  const time = timeOf(attempt);
  const signature = Buffer.from(signatureOf(attempt), 'base64');
  const isInTime = /^\d{1,12}$/.test(time) && Number(time) <= nowOf(attempt) + 300;
  if (!isInTime || signature.toString('base64') !== signatureOf(attempt)) return false;
  const message = Buffer.concat([Buffer.from(time), attempt.body]);
  return attempt.secrets.some((secret) => {
    const key = PUBLIC_KEYS.get(secret.trim());
    return key !== undefined && verify('sha256', message, key, signature);
  });
};

/** Whether a signature is the one way to write two positive numbers in DER, as far as can be told without reading them. */
function isStrictDer(text: string): boolean {
  const der = Buffer.from(text, 'base64');
  if (der.toString('base64') !== text || der[0] !== 0x30 || der[1] !== der.length - 2) return false;
  const rLength = der[3] ?? 0;
  const numbers = [der.subarray(4, 4 + rLength), der.subarray(6 + rLength)];
  if (der[2] !== 2 || der[4 + rLength] !== 2 || der[5 + rLength] !== numbers[1]?.length) return false;
  return numbers.every(
    (number) => number.length > 0 && number.length <= 33 && !(number[0] === 0 && (number[1] ?? 0) < 0x80),
  );
}

/** A key in its usual spelling, as lenient readers of PEM and base64 find it. */
const respell = (secret: string): string => Buffer.from(secret.replace(/^-----.*$/gm, ''), 'base64').toString('base64');

const editDer = (edit: (der: Buffer) => Uint8Array) => (value: string) =>
  Buffer.from(edit(Buffer.from(value, 'base64'))).toString('base64');

const isDecodedOtherwise = ({ body }: Attempt): boolean => !isExactText(body);

/** SendGrid, beside its own library. */
export const sendgrid: FuzzScheme<Sample> = {
  name: 'sendgrid',
  oracle: '@sendgrid/eventwebhook',
  samples,
  sign({ body, time, signer }) {
    const signature = signer.sign(Buffer.concat([Buffer.from(time), body])).toString('base64');
    const headers = { [SIGNATURE]: signature, [TIMESTAMP]: time };
    const url = 'https://shop.test/webhooks';
    return { url, headers, isWeb: false, body, secrets: [signer.publicKey], now: SIGNED_AT * 1_000 };
  },
  changes: fc.oneof(
    bodyChanges,
    headerChanges([SIGNATURE, TIMESTAMP]),
    clockChanges,
    secretChanges,
    fc.constantFrom(...SIGNERS).map(({ publicKey }) => ({
      name: 'secrets: the other key too',
      apply: (attempt: Attempt) => ({ ...attempt, secrets: [publicKey, ...attempt.secrets] }),
    })),
    fc.constant({
      name: 'secrets: as PEM',
      apply: (attempt: Attempt) => ({
        ...attempt,
        secrets: attempt.secrets.map((secret) => `-----BEGIN PUBLIC KEY-----\n${secret}\n-----END PUBLIC KEY-----\n`),
      }),
    }),
    valueChanges(SIGNATURE, {
      'the other of the two signatures': editDer(toOtherSignature),
      'length in two bytes': editDer((der) => Buffer.concat([Buffer.of(0x30, 0x81), der.subarray(1)])),
      'a needless zero': editDer((der) =>
        Buffer.concat([Buffer.of(0x30, (der[1] ?? 0) + 1, 2, (der[3] ?? 0) + 1, 0), der.subarray(4)]),
      ),
      'a byte after it': editDer((der) => Buffer.concat([der, Buffer.of(0)])),
      'a wrong length': editDer((der) => Buffer.concat([Buffer.of(0x30, (der[1] ?? 0) + 1), der.subarray(2)])),
      'zeros for both numbers': () => Buffer.from('3006020100020100', 'hex').toString('base64'),
      'without DER': editDer((der) => Buffer.concat([der.subarray(4, 36), der.subarray(-32)])),
      'padding off': (value) => value.replace(/=+$/, ''),
      base64url: (value) => value.replaceAll('+', '-').replaceAll('/', '_'),
      'junk within': (value) => `${value.slice(0, 8)}!${value.slice(8)}`,
      'signature wrong in its second half': editDer((der) => Buffer.concat([der.subarray(0, -2), Buffer.of(1, 1)])),
    }),
    valueChanges(TIMESTAMP, { 'a second later': (value) => String(Number(value) + 1), none: () => '' }),
    fc.constant({
      name: 'a digit moved from the time to the body',
      apply: (attempt: Attempt) => ({
        ...attempt,
        body: Buffer.concat([Buffer.from(timeOf(attempt).slice(-1)), attempt.body]),
        headers: { ...attempt.headers, [TIMESTAMP]: timeOf(attempt).slice(0, -1) },
      }),
    }),
  ),
  createVerifier: (publicKeys) => verifierOf(sendGridWebhook({ publicKeys })),
  theirs,
  isSigned,
  differences: [
    { name: 'body that is no UTF-8, rightly signed', vendor: 'too strict', covers: isDecodedOtherwise },
    {
      name: 'white space around the time',
      vendor: 'too strict',
      covers: (attempt) => headerOf(attempt, TIMESTAMP) !== timeOf(attempt),
    },
    {
      name: 'body changed where decoding hides it',
      vendor: 'too lax',
      covers: (attempt) => isDecodedOtherwise(attempt) && !isSigned(attempt),
    },
    {
      name: 'time that is no number',
      vendor: 'too lax',
      covers: (attempt) => !/^\d{1,12}$/.test(headerOf(attempt, TIMESTAMP) ?? ''),
    },
    {
      name: 'time in the future',
      vendor: 'too lax',
      covers: (attempt) => Number(timeOf(attempt)) > nowOf(attempt) + 300,
    },
    { name: 'no body', vendor: 'too lax', covers: ({ body }) => body.length === 0 },
    {
      name: 'signature in another spelling of base64 or DER',
      vendor: 'too lax',
      covers: (attempt) => !isStrictDer(signatureOf(attempt)),
    },
    {
      name: 'key as PEM, or in another spelling of base64',
      vendor: 'too lax',
      covers: ({ secrets }) =>
        secrets.some((secret) => !PUBLIC_KEYS.has(secret.trim()) && PUBLIC_KEYS.has(respell(secret))),
    },
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
