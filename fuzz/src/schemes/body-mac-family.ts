import fc from 'fast-check';
import { type Attempt, headerOf, valuesOf } from '../attempt.ts';
import { isEmptyKey, isExactText, mac } from '../byte-facts.ts';
import { bodyChanges } from '../changes/body-changes.ts';
import { headerChanges, valueChanges } from '../changes/header-changes.ts';
import { clockChanges, secretChanges } from '../changes/other-changes.ts';
import type { Answer, Difference, FuzzScheme } from '../fuzz-scheme.ts';
import { bodies, SIGNED_AT, type Signer, signers } from '../samples.ts';
import type { Verifier } from '../verifier.ts';

/** What is signed. */
export interface BodyMacSample {
  readonly body: Uint8Array;
  readonly secret: string;
  readonly signer: Signer;
}

/** What differs within the family: one header, with an HMAC-SHA256 in hex over the body and nothing else. */
export interface BodyMacMember {
  readonly name: string;
  readonly oracle: string;
  readonly header: string;
  /** What stands before the hex. */
  readonly prefix: string;
  readonly createVerifier: (secrets: readonly string[]) => Verifier;
  /** Signs with ours; the value of the header. */
  readonly signOurs: (body: Uint8Array, secret: string) => Promise<Readonly<Record<string, string>>>;
  /** Signs with the vendor's own, where it has one. */
  readonly signVendor?: (text: string, secret: string) => Promise<string>;
  readonly theirs: (attempt: Attempt, header: string | undefined) => Answer | Promise<Answer>;
  readonly differences: readonly Difference[];
}

const samples = fc.record<BodyMacSample>({
  body: bodies,
  secret: fc.oneof(
    { arbitrary: fc.constantFrom('first secret', 'second', 'whsec_é', 'x'.repeat(100)), weight: 20 },
    { arbitrary: fc.constantFrom(' ', '\0', ' x '), weight: 1 },
  ),
  signer: signers,
});

/** A scheme that signs the body alone. */
export function createBodyMacFuzz(member: BodyMacMember): FuzzScheme<BodyMacSample> {
  const { name, oracle, header, prefix } = member;

  const signText = async ({ body, secret, signer }: BodyMacSample): Promise<string> => {
    const isPlain = !isEmptyKey(secret) && body.length > 0;
    if (isPlain && signer === 'ours') return (await member.signOurs(body, secret))[header] ?? '';
    const canVendor = isPlain && signer === 'vendor' && isExactText(body);
    if (canVendor && member.signVendor) return member.signVendor(Buffer.from(body).toString('utf8'), secret);
    return prefix + mac('sha256', secret, 'hex', body);
  };

  const fits = (attempt: Attempt, isUsable: (secret: string) => boolean): boolean => {
    const values = [headerOf(attempt, header), ...valuesOf(attempt, header)].map((value) => value?.trim());
    return attempt.secrets
      .filter(isUsable)
      .some((secret) => values.includes(prefix + mac('sha256', secret, 'hex', attempt.body)));
  };

  return {
    name,
    oracle,
    samples,
    async sign(sample) {
      const { body, secret } = sample;
      const url = 'https://shop.test/webhooks';
      const headers = { [header]: await signText(sample) };
      return { url, headers, isWeb: false, body, secrets: [secret], now: SIGNED_AT * 1_000 };
    },
    changes: fc.oneof(
      bodyChanges,
      headerChanges([header]),
      clockChanges,
      secretChanges,
      valueChanges(header, {
        'without prefix': (value) => value.replace(prefix, ''),
        'prefix twice': (value) => prefix + value,
        'prefix in upper case': (value) => value.replace(prefix, prefix.toUpperCase()),
        'another prefix': (value) => value.replace(prefix, 'sha1='),
        'signature wrong in its second half': (value) => `${value.slice(0, -8)}00000000`,
        'signature cut to its half': (value) => value.slice(0, prefix.length + 32),
        'no digits in its end': (value) => `${value.slice(0, -2)}zz`,
      }),
    ),
    createVerifier: member.createVerifier,
    theirs: (attempt) => member.theirs(attempt, headerOf(attempt, header)),
    isSigned: (attempt) => fits(attempt, (secret) => !isEmptyKey(secret)),
    differences: [
      ...member.differences,
      {
        name: 'white space around the header',
        vendor: 'too strict',
        covers: (attempt) => valuesOf(attempt, header).some((value) => value !== value.trim()),
      },
      { name: 'secret without content', vendor: 'too lax', covers: (attempt) => fits(attempt, isEmptyKey) },
      {
        name: 'a header several times',
        vendor: 'too lax',
        covers: (attempt) => valuesOf(attempt, header).length > 1,
      },
    ],
  };
}
