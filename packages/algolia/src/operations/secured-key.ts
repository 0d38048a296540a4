import { type Clock, type Issue, shape } from '@breakwater/core';
import { type Filter, filterShape } from '../filters/filter.js';
import { refuseIssues } from './check-record.js';

/** What a secured key may do. */
export interface SecuredKeyInput {
  /** The key that it is derived from: a search key. A key that can write would hand that right on. */
  readonly searchKey: string;
  /** Restricts every search that is made with it, whatever the search asks for. */
  readonly filter?: Filter<never> | undefined;
  /** When it ends, in milliseconds since the epoch. Algolia counts in seconds: it is rounded up, by less than a second. */
  readonly validUntil: number;
  /** Names of indexes as Algolia has them, `*` at either end. @default all */
  readonly indexNames?: readonly string[] | undefined;
  /** A pseudonym of the user, so that limits count for the user and not for the address. */
  readonly userToken?: string | undefined;
  /** The network that may use it, such as `192.0.2.0/24`. @default any */
  readonly source?: string | undefined;
}

/** The last moment that a Date can tell. */
const LAST_TIME = 8_640_000_000_000_000;

const INPUT = /* @__PURE__ */ shape.object({
  searchKey: shape.secret({ pattern: /^[\x21-\x7e]{1,4000}$/, expected: 'an API key' }),
  filter: shape.optional(filterShape),
  validUntil: shape.number({ min: 0, max: LAST_TIME }),
  indexNames: shape.optional(
    // A comma would part it in two.
    shape.array(shape.string({ pattern: /^[^,/\\\p{Cc}]{1,256}$/u, expected: 'the name of an index' }), {
      minLength: 1,
    }),
  ),
  userToken: shape.optional(shape.string()),
  source: shape.optional(shape.string()),
});

/**
 * Derives a key for a browser from a search key, without asking Algolia: the restrictions, signed with the search key. It
 * works on every runtime, where the SDK's own function needs Node. A key without an end cannot be taken back but by
 * removing the search key, so that `validUntil` is needed here. Source: `generateSecuredApiKey` of
 * @algolia/client-search@5.64.0.
 */
export async function createSecuredKey(given: SecuredKeyInput, clock: Clock): Promise<string> {
  const operation = 'keys.secure';
  const issues: Issue[] = [];
  const { searchKey, filter, validUntil, indexNames, userToken, source } = INPUT.parse(given, 'input', issues) ?? {};
  if (typeof validUntil === 'number' && validUntil <= clock.now()) {
    issues.push({
      path: 'input.validUntil',
      expected: 'in the future, in milliseconds since the epoch',
      received: String(validUntil),
    });
  }
  refuseIssues(issues, operation);
  const restrictions = {
    filters: filter?.text,
    restrictIndices: indexNames?.join(','),
    restrictSources: source,
    userToken,
    validUntil: String(Math.ceil(validUntil / 1_000)),
  };
  const text = Object.entries(restrictions)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('+', '%20')}`)
    .join('&');
  return btoa((await sign(searchKey, text)) + text);
}

async function sign(secret: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await globalThis.crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  const signature = await globalThis.crypto.subtle.sign('HMAC', key, encoder.encode(text));
  return [...new Uint8Array(signature)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
