import type { RawHeaders } from '../request/raw-request.js';
import { readHeader } from '../request/read-header.js';
import { type Rejection, reject } from '../verification/verdict.js';
import { decodeBase64, encodeBase64 } from './base64.js';
import { parseSeconds } from './check-freshness.js';
import { createClaimsScheme, type SignatureClaims } from './claims-scheme.js';
import type { StandardKey, StandardSigningKey, StandardVersion } from './standard-version.js';
import type { WebhookScheme } from './webhook-scheme.js';
import { whenAll } from './when-all.js';

/** A sender's way to follow Standard Webhooks. */
export interface StandardSchemeDefinition {
  readonly name: string;
  /**
   * What the names of the headers begin with, in lower case: `webhook` for `webhook-id`, `webhook-timestamp` and
   * `webhook-signature`. Of several, the first that has a signature counts.
   */
  readonly prefixes: readonly string[];
  /** The versions of signatures that are taken; others in the header are passed over. */
  readonly versions: readonly StandardVersion[];
}

/** A scheme of Standard Webhooks. */
export interface StandardScheme extends WebhookScheme<StandardKey, StandardSigningKey> {
  /** The sender's key, for tests: `whsec_...` or `whsk_...`. Undefined for what is none. */
  importSigningKey(secret: string | Uint8Array): StandardSigningKey | undefined;
  /** The id of the message, which is the same for each delivery. A rejection when there is none, or one that is none. */
  readId(headers: RawHeaders): string | Rejection;
}

/** Visible ASCII. No dot, which ends it in what is signed; no comma, which is where two headers were joined. */
const MESSAGE_ID = /^[!-+\-/-~]{1,255}$/;

/** The first result that is there. */
function firstOf<Item, Result>(items: readonly Item[], find: (item: Item) => Result | undefined): Result | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The scheme of Standard Webhooks, as of the specification of the same name: id, time and body are signed with dots
 * between them, and the header lists signatures of several versions and keys.
 *
 * @example
 * ```ts
 * import { createStandardScheme, standardV1 } from '@breakwater/core/webhooks';
 *
 * export const scheme = createStandardScheme({ name: 'acme', prefixes: ['acme', 'svix'], versions: [standardV1] });
 * ```
 */
export function createStandardScheme({ name, prefixes, versions }: StandardSchemeDefinition): StandardScheme {
  const prefixOf = (headers: RawHeaders): string => {
    const hasSignature = (prefix: string): boolean => {
      const header = readHeader(headers, `${prefix}-signature`);
      return typeof header === 'string' || header.reason !== 'missing_header';
    };
    return prefixes.find(hasSignature) ?? prefixes[0] ?? '';
  };

  const readId = (headers: RawHeaders): string | Rejection => {
    const header = `${prefixOf(headers)}-id`;
    const id = readHeader(headers, header);
    if (typeof id !== 'string' || MESSAGE_ID.test(id)) return id;
    return reject('malformed_header', `The header ${header} is not 1 to 255 visible characters without dot or comma.`);
  };

  const parse = (headers: RawHeaders): SignatureClaims | Rejection => {
    const prefix = prefixOf(headers);
    const id = readId(headers);
    if (typeof id !== 'string') return id;
    const time = readHeader(headers, `${prefix}-timestamp`);
    if (typeof time !== 'string') return time;
    const list = readHeader(headers, `${prefix}-signature`);
    if (typeof list !== 'string') return list;
    const signedAt = parseSeconds(time);
    if (signedAt === undefined) {
      return reject('malformed_header', `The header ${prefix}-timestamp is not a number of seconds.`);
    }

    const signatures: Uint8Array[] = [];
    let isKnown = false;
    for (const item of list.split(' ')) {
      const [tag = '', text = '', ...rest] = item.split(',', 3);
      if (tag === '' || !item.includes(',') || rest.length > 0) {
        return reject('malformed_header', `The header ${prefix}-signature is no list of versions and signatures.`);
      }
      const version = versions.find((candidate) => candidate.tag === tag);
      if (!version) continue;
      isKnown = true;
      const signature = decodeBase64(text);
      if (signature?.length === version.length) signatures.push(signature);
    }
    if (!isKnown) return reject('unsupported_version', `The header ${prefix}-signature has no version that we know.`);
    return { before: `${id}.${time}.`, signatures, signedAt };
  };

  const scheme = createClaimsScheme<StandardKey, StandardSigningKey>(
    {
      name,
      headers: prefixes.flatMap((prefix) => [`${prefix}-id`, `${prefix}-timestamp`, `${prefix}-signature`]),
      parse,
      compose(at, { id = `msg_${at}` }) {
        const time = Math.floor(at / 1_000);
        const prefix = prefixes[0] ?? '';
        return {
          before: `${id}.${time}.`,
          headers(signature) {
            const tag = versions.find(({ length }) => length === signature.length)?.tag ?? '';
            return {
              [`${prefix}-id`]: id,
              [`${prefix}-timestamp`]: String(time),
              [`${prefix}-signature`]: `${tag},${encodeBase64(signature)}`,
            };
          },
        };
      },
    },
    {
      importKey: (secret) => firstOf(versions, (version) => version.importKey(secret)),
      match: (keys, parts, signatures) =>
        whenAll(
          keys.map((key) => key.match(parts, signatures)),
          (matches) => matches.indexOf(0),
        ),
      sign: (key, parts) => key.sign(parts),
    },
  );
  return {
    ...scheme,
    importSigningKey: (secret) => firstOf(versions, (version) => version.importSigningKey(secret)),
    readId,
  };
}
