import { createHmac } from 'node:crypto';
import { type RawRequest, readHeader, type SignatureVerdict } from '@breakwater/core/webhooks';
import { stripeWebhook } from '@breakwater/stripe/webhooks';
import { type Verifier, verifierOf } from '../src/verifier.ts';

type Verify = (request: RawRequest, now: number) => SignatureVerdict | Promise<SignatureVerdict>;
type CreateVerifier = (secrets: readonly string[]) => Verifier;

/** Our source for Stripe with something wrong in it. */
const spoil =
  (change: (verify: Verify, secrets: readonly string[]) => Verify): CreateVerifier =>
  (secrets) => {
    const source = stripeWebhook({ secrets });
    return verifierOf({ ...source, verify: change((request, now) => source.verify(request, now), secrets) });
  };

function headerOf({ headers }: RawRequest): string {
  const value = readHeader(headers, 'stripe-signature');
  return typeof value === 'string' ? value : '';
}

const withHeader = (request: RawRequest, header: string): RawRequest => ({
  ...request,
  headers: { 'stripe-signature': header },
});

const macOf = (secret: string, time: string, body: Uint8Array): string =>
  createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');

/** Defects that verifiers have had, by what is wrong. Each has to be found. */
export const PLANTED_BUGS: Readonly<Record<string, { readonly create: CreateVerifier; readonly finding: string }>> = {
  'compares the first eight bytes only': {
    finding: 'false accept: no signature covers these bytes now',
    create: spoil((verify, secrets) => (request, now) => {
      const [, time = '', half = ''] = /^t=(\d+),v1=([0-9a-f]{16})/.exec(headerOf(request)) ?? [];
      const right = secrets.map((secret) => macOf(secret, time, request.body)).find((mac) => mac.startsWith(half));
      return verify(half !== '' && right !== undefined ? withHeader(request, `t=${time},v1=${right}`) : request, now);
    }),
  },
  'ignores the time': {
    finding: 'false accept: no signature covers these bytes now',
    create: (secrets) => verifierOf(stripeWebhook({ secrets, tolerance: Infinity, futureTolerance: Infinity })),
  },
  'takes a time from the future': {
    finding: 'false accept: no signature covers these bytes now',
    create: (secrets) => verifierOf(stripeWebhook({ secrets, futureTolerance: Infinity })),
  },
  'is a second too patient': {
    finding: 'false accept: no signature covers these bytes now',
    create: (secrets) => verifierOf(stripeWebhook({ secrets, tolerance: 301_000 })),
  },
  'decodes the body': {
    finding: 'false accept: no signature covers these bytes now',
    create: spoil((verify) => (request, now) => {
      const body = new TextEncoder().encode(new TextDecoder().decode(request.body));
      return verify({ ...request, body }, now);
    }),
  },
  'takes the empty secret': {
    finding: 'false accept: no signature covers these bytes now',
    create: spoil((verify, secrets) => (request, now) => {
      const [, time = '', mac = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headerOf(request)) ?? [];
      const isForged = secrets.includes('') && mac === macOf('', time, request.body);
      return isForged ? { ok: true, keyIndex: 0 } : verify(request, now);
    }),
  },
  'keeps the last of two signatures': {
    finding: 'false refusal: the vendor accepts it',
    create: spoil((verify) => (request, now) => {
      const [time = '', ...others] = headerOf(request).split(',');
      return others.length > 1 ? verify(withHeader(request, `${time},${others.at(-1)}`), now) : verify(request, now);
    }),
  },
  'knows the first secret only': {
    finding: 'false refusal: the vendor accepts it',
    create: (secrets) => verifierOf(stripeWebhook({ secrets: secrets.slice(0, 1) })),
  },
  'is too strict with UTF-8': {
    finding: 'false refusal: it is rightly signed',
    create: spoil(
      (verify) => (request, now) =>
        Buffer.from(request.body).toString('utf8').includes('\ufffd')
          ? { ok: false, reason: 'signature_mismatch', detail: '' }
          : verify(request, now),
    ),
  },
  'throws for odd characters': {
    finding: 'ours throws URIError: URI malformed',
    create: spoil((verify) => (request, now) => {
      decodeURIComponent(headerOf(request));
      return verify(request, now);
    }),
  },
};
