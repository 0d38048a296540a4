import fc from 'fast-check';
import { type Attempt, headerOf, valuesOf } from '../attempt.ts';
import { isCanonicalTime, isEmptyKey, isExactText, MAX_HEADER_LENGTH, mac, nowOf } from '../byte-facts.ts';
import { bodyChanges } from '../changes/body-changes.ts';
import { headerChanges, valueChanges } from '../changes/header-changes.ts';
import { clockChanges, secretChanges } from '../changes/other-changes.ts';
import type { Answer, Difference, FuzzScheme } from '../fuzz-scheme.ts';
import { isPlainTime, SIGNED_AT } from '../samples.ts';
import type { Verifier } from '../verifier.ts';
import { bytesOf, isUsable, type StandardSample, standardSamples } from './standard-samples.ts';

/** What differs within the family. */
export interface StandardMember {
  readonly name: string;
  readonly oracle: string;
  /** What header names begin with; the first is what samples have. */
  readonly prefixes: readonly string[];
  readonly createVerifier: (secrets: readonly string[]) => Verifier;
  readonly theirs: (attempt: Attempt) => Answer | Promise<Answer>;
  readonly signers: {
    readonly ours: (sample: StandardSample) => Promise<string>;
    readonly vendor: (sample: StandardSample) => string;
  };
  /** Whether the vendor's decoding makes something else of the body. */
  readonly isDecodedOtherwise: (attempt: Attempt) => boolean;
  readonly differences: readonly Difference[];
}

async function signText(member: StandardMember, sample: StandardSample): Promise<string> {
  const { body, id, time, isTimeParsed, secret, signer } = sample;
  const isPlain = isPlainTime(time) && isUsable(secret);
  if (isPlain && signer === 'ours') return member.signers.ours(sample);
  if (isPlain && signer === 'vendor' && isExactText(body)) return member.signers.vendor(sample);
  const signed = isTimeParsed ? String(Number.parseInt(time, 10)) : time;
  return `v1,${mac('sha256', bytesOf(secret), 'base64', `${id}.${signed}.`, body)}`;
}

/** The three headers under one prefix. */
const trioOf = (attempt: Attempt, prefix: string): readonly [string, string, string] => {
  const [id = '', time = '', list = ''] = ['id', 'timestamp', 'signature'].map((end) =>
    (headerOf(attempt, `${prefix}-${end}`) ?? '').trim(),
  );
  return [id, time, list];
};

/** A member of the family of Standard Webhooks, version v1. */
export function createStandardFuzz(member: StandardMember): FuzzScheme<StandardSample> {
  const { name, oracle, prefixes, createVerifier, theirs, isDecodedOtherwise } = member;
  const [first = ''] = prefixes;
  const trios = (attempt: Attempt): readonly (readonly [string, string, string])[] =>
    prefixes.map((prefix) => trioOf(attempt, prefix)).filter((trio) => trio.some((text) => text !== ''));
  const some = (test: (id: string, time: string, list: string) => boolean) => (attempt: Attempt) =>
    trios(attempt).some((trio) => test(...trio));

  const isSigned = (attempt: Attempt): boolean =>
    trios(attempt).some(([id, time, list]) => {
      if (!/^\d{1,12}$/.test(time) || Math.abs(nowOf(attempt) - Number(time)) > 300) return false;
      const items = list.split(' ');
      return attempt.secrets
        .filter(isUsable)
        .some((secret) =>
          items.includes(`v1,${mac('sha256', bytesOf(secret), 'base64', `${id}.${time}.`, attempt.body)}`),
        );
    });

  return {
    name,
    oracle,
    samples: standardSamples,
    async sign(sample) {
      const { body, id, time, secret } = sample;
      const headers = {
        [`${first}-id`]: id,
        [`${first}-timestamp`]: time,
        [`${first}-signature`]: await signText(member, sample),
      };
      const url = 'https://shop.test/webhooks';
      return { url, headers, isWeb: false, body, secrets: [secret], now: SIGNED_AT * 1_000 };
    },
    changes: fc.oneof(
      bodyChanges,
      {
        arbitrary: headerChanges(
          prefixes.flatMap((prefix) => ['id', 'timestamp', 'signature'].map((end) => `${prefix}-${end}`)),
        ),
        weight: 2,
      },
      clockChanges,
      secretChanges,
      valueChanges(`${first}-signature`, {
        'a wrong v1 before': (value) => `v1,${Buffer.alloc(32).toString('base64')} ${value}`,
        'a wrong v1 after': (value) => `${value} v1,${Buffer.alloc(32).toString('base64')}`,
        'a short v1 before': (value) => `v1,AAAA ${value}`,
        'an empty v1 before': (value) => `v1, ${value}`,
        'a bare v1 before': (value) => `v1 ${value}`,
        'a v1a before': (value) => `v1a,${Buffer.alloc(64).toString('base64')} ${value}`,
        'a v2 after': (value) => `${value} v2,abc`,
        'v1 as v2': (value) => value.replace('v1,', 'v2,'),
        'two spaces': (value) => `v2,a  ${value}`,
        'a third part': (value) => `${value},more`,
        'padding off': (value) => value.replace(/=+$/, ''),
        base64url: (value) => value.replaceAll('+', '-').replaceAll('/', '_'),
        'another last digit': (value) => value.replace(/[A-Za-z0-9+/]=$/, 'B='),
        'signature wrong in its second half': (value) => `${value.slice(0, -12)}AAAAAAAAAAA=`,
        'sixteen wrong v1 after': (value) => value + ` v1,${Buffer.alloc(32).toString('base64')}`.repeat(16),
      }),
      valueChanges(`${first}-id`, {
        'another id': (value) => `${value}0`,
        'up to a dot': (value) => value.replace(/\..*/, ''),
      }),
      fc.constantFrom(...prefixes).map((prefix) => ({
        name: `also as ${prefix}-*`,
        apply: (attempt: Attempt) => ({
          ...attempt,
          headers: {
            ...attempt.headers,
            [`${prefix}-id`]: attempt.headers[`${first}-id`],
            [`${prefix}-timestamp`]: attempt.headers[`${first}-timestamp`],
            [`${prefix}-signature`]: attempt.headers[`${first}-signature`],
          },
        }),
      })),
    ),
    createVerifier,
    theirs,
    isSigned,
    differences: [
      ...member.differences,
      { name: 'body that is no UTF-8, rightly signed', vendor: 'too strict', covers: isDecodedOtherwise },
      {
        name: 'white space around a header',
        vendor: 'too strict',
        covers: (attempt) =>
          Object.values(attempt.headers)
            .flat()
            .some((value) => value !== undefined && value !== value.trim()),
      },
      {
        name: 'white space around the secret',
        vendor: 'too strict',
        covers: ({ secrets }) => secrets.some((secret) => secret !== secret.trim()),
      },
      { name: 'time with leading zeros', vendor: 'too strict', covers: some((_, time) => /^0\d/.test(time)) },
      {
        name: 'body changed where decoding hides it',
        vendor: 'too lax',
        covers: (attempt) => isDecodedOtherwise(attempt) && !isSigned(attempt),
      },
      { name: 'time that is no number', vendor: 'too lax', covers: some((_, time) => !isCanonicalTime(time)) },
      {
        name: 'id that could end elsewhere',
        vendor: 'too lax',
        covers: (attempt) =>
          prefixes.some((prefix) => !/^(?:[!-+\-/-~]{1,255})?$/.test(headerOf(attempt, `${prefix}-id`) ?? '')),
      },
      {
        name: 'list of signatures that is none',
        vendor: 'too lax',
        covers: some((_id, _time, list) => list.split(' ').some((item) => !/^[^,]+,[^,]*$/.test(item))),
      },
      {
        name: 'a header several times',
        vendor: 'too lax',
        covers: (attempt) =>
          Object.keys(attempt.headers).some((key) => valuesOf(attempt, key.toLowerCase()).length > 1),
      },
      {
        name: 'too many signatures, or too long',
        vendor: 'too lax',
        covers: some((id, time, list) => {
          const full = list.split(' ').filter((item) => /^v1,[\w+/]{43}=$/.test(item));
          return full.length > 16 || [id, time, list].some((text) => text.length > MAX_HEADER_LENGTH);
        }),
      },
      {
        name: 'secret that is no strict base64, or zeros',
        vendor: 'too lax',
        covers: ({ secrets }) => secrets.some((secret) => !isEmptyKey(secret) && !isUsable(secret)),
      },
    ],
  };
}
