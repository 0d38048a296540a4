import { timingSafeEqual } from 'node:crypto';
import { docusignWebhook, signDocusignWebhook } from '@breakwater/docusign/webhooks';
import fc from 'fast-check';
import { type Attempt, headerOf, valuesOf } from '../attempt.ts';
import { isEmptyKey, MAX_HEADER_LENGTH, mac } from '../byte-facts.ts';
import { bodyChanges } from '../changes/body-changes.ts';
import { headerChanges, valueChanges } from '../changes/header-changes.ts';
import { secretChanges } from '../changes/other-changes.ts';
import type { Answer, FuzzScheme } from '../fuzz-scheme.ts';
import { bodies, SIGNED_AT, type Signer, signers } from '../samples.ts';
import { verifierOf } from '../verifier.ts';

const nameOf = (position: number): string => `x-docusign-signature-${position}`;
const POSITIONS = Array.from({ length: 100 }, (_, index) => index + 1);
const WRONG = Buffer.alloc(32).toString('base64');

interface Sample {
  readonly body: Uint8Array;
  readonly secret: string;
  readonly position: number;
  readonly signer: Signer;
}

const samples = fc.record<Sample>({
  body: bodies,
  secret: fc.oneof(
    { arbitrary: fc.constantFrom('Zmlyc3Q=', 'second key', 'é'), weight: 20 },
    { arbitrary: fc.constantFrom(' ', '\0'), weight: 1 },
  ),
  position: fc.oneof(fc.constant(1), fc.constantFrom(2, 9, 10, 99, 100), fc.constantFrom(0, 101)),
  signer: signers,
});

/** Names, in any case of letters, of headers that can hold a signature; most requests have one or two. */
const present = (attempt: Attempt): readonly string[] => {
  const known = new Set(POSITIONS.map(nameOf));
  return [...new Set(Object.keys(attempt.headers).map((key) => key.toLowerCase()))].filter((name) => known.has(name));
};

const allValues = (attempt: Attempt): readonly string[] => present(attempt).flatMap((name) => valuesOf(attempt, name));

const fits = (attempt: Attempt, isUsable: (secret: string) => boolean): boolean => {
  const values = allValues(attempt).map((value) => value.trim());
  const macs = attempt.secrets.filter(isUsable).map((secret) => mac('sha256', secret, 'base64', attempt.body));
  return macs.some((expected) => values.includes(expected));
};

/**
 * The recipe of developers.docusign.com, with any header and any key: decode both signatures and compare. Its sample throws
 * for a signature of another length.
 */
function theirs(attempt: Attempt): Answer {
  let hasCrashed = false;
  for (const name of present(attempt)) {
    const given = Buffer.from(headerOf(attempt, name) ?? '', 'base64');
    for (const secret of attempt.secrets) {
      const expected = Buffer.from(mac('sha256', secret, 'base64', attempt.body), 'base64');
      if (given.length !== expected.length) hasCrashed = true;
      else if (timingSafeEqual(given, expected)) return 'accept';
    }
  }
  return hasCrashed ? 'crash' : 'refuse';
}

/** DocuSign, which has no verifier in its SDK: beside the recipe of its documentation. */
export const docusign: FuzzScheme<Sample> = {
  name: 'docusign',
  oracle: 'recipe',
  samples,
  async sign({ body, secret, position, signer }) {
    const isOurs = signer === 'ours' && body.length > 0 && !isEmptyKey(secret) && POSITIONS.includes(position);
    const { [nameOf(position)]: ours = '' } = isOurs ? await signDocusignWebhook(body, { secret, position }) : {};
    const headers = { [nameOf(position)]: ours || mac('sha256', secret, 'base64', body) };
    const url = 'https://shop.test/webhooks';
    return { url, headers, isWeb: false, body, secrets: [secret], now: SIGNED_AT * 1_000 };
  },
  changes: fc.oneof(
    bodyChanges,
    headerChanges([1, 2, 100].map(nameOf)),
    secretChanges,
    fc
      .tuple(fc.constantFrom(1, 2, 3, 100), fc.constantFrom(WRONG, 'AAAA', '', 'é', 'x, y', '!'))
      .map(([position, value]) => ({
        name: `also ${nameOf(position)}: ${value}`,
        apply: (attempt: Attempt) => ({ ...attempt, headers: { [nameOf(position)]: value, ...attempt.headers } }),
      })),
    fc.constant({
      name: 'all hundred headers',
      apply: (attempt: Attempt) => ({
        ...attempt,
        headers: { ...Object.fromEntries(POSITIONS.map((position) => [nameOf(position), WRONG])), ...attempt.headers },
      }),
    }),
    valueChanges(nameOf(1), {
      'padding off': (value) => value.replace(/=+$/, ''),
      base64url: (value) => value.replaceAll('+', '-').replaceAll('/', '_'),
      'another last digit': (value) => value.replace(/.=$/, 'B='),
      'junk within': (value) => `${value.slice(0, 8)}!${value.slice(8)}`,
      'signature wrong in its second half': (value) => `${value.slice(0, -12)}AAAAAAAAAAA=`,
    }),
  ),
  createVerifier: (secrets) => verifierOf(docusignWebhook({ secrets })),
  theirs,
  isSigned: (attempt) => attempt.body.length > 0 && fits(attempt, (secret) => !isEmptyKey(secret)),
  differences: [
    {
      name: 'a header several times',
      vendor: 'too strict',
      covers: (attempt) => present(attempt).some((name) => valuesOf(attempt, name).length > 1),
    },
    {
      name: 'a header several times, or a list',
      vendor: 'too lax',
      covers: (attempt) =>
        allValues(attempt).some((value) => value.includes(',')) ||
        present(attempt).some((name) => valuesOf(attempt, name).length > 1),
    },
    {
      name: 'a header that is very long',
      vendor: 'too lax',
      covers: (attempt) => allValues(attempt).some((value) => value.length > MAX_HEADER_LENGTH),
    },
    {
      name: 'signature that is no strict base64',
      vendor: 'too lax',
      covers: (attempt) => {
        const values = allValues(attempt).map((value) => value.trim());
        return values.some((value) => Buffer.from(value, 'base64').toString('base64') !== value);
      },
    },
    { name: 'secret without content', vendor: 'too lax', covers: (attempt) => fits(attempt, isEmptyKey) },
    { name: 'no body', vendor: 'too lax', covers: ({ body }) => body.length === 0 },
  ],
};
