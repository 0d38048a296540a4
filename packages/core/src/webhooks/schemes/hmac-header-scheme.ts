import type { HmacAlgorithm, HmacKey } from '../../runtime/crypto.js';
import type { RawHeaders } from '../request/raw-request.js';
import { readHeader } from '../request/read-header.js';
import { type Rejection, reject } from '../verification/verdict.js';
import { decodeBase64 } from './base64.js';
import type { SignatureClaims } from './claims-scheme.js';
import { decodeHex } from './decode-hex.js';
import { checkHmacHeaderOptions } from './hmac-header-options.js';
import { createHmacScheme } from './hmac-scheme.js';
import { decodeSignature, encodeSignature, type SignatureEncoding } from './signature-encoding.js';
import { fillContent } from './signed-content.js';
import { formatTimestamp, parseTimestamp, type TimestampFormat } from './timestamp-format.js';
import type { WebhookScheme } from './webhook-scheme.js';

/** How a sender signs with an HMAC in a header of its own. Names of headers are taken in any case of letters. */
export interface HmacHeaderOptions {
  /** The header that holds the signature. */
  readonly header: string;
  /** What stands before each signature, such as `sha256=`. @default nothing */
  readonly prefix?: string | undefined;
  /** What stands between signatures, where there may be several; those without `prefix` are passed over. @default one only */
  readonly separator?: string | undefined;
  /** How signatures are written; hex in lower case. @default 'hex' */
  readonly encoding?: SignatureEncoding | undefined;
  /** @default 'sha256' */
  readonly algorithm?: HmacAlgorithm | undefined;
  /** What is signed, with `{timestamp}`, `{id}` and `{body}` in their places. @default '{body}' */
  readonly signedContent?: string | undefined;
  /** The header of the time of signing; it has to be in `signedContent`, since nobody vouches for it otherwise. */
  readonly timestampHeader?: string | undefined;
  /** @default 'seconds' */
  readonly timestampFormat?: TimestampFormat | undefined;
  /** The header of the id of the event. Unless it is in `signedContent`, a stranger can send a body again under another id. */
  readonly idHeader?: string | undefined;
  /** The header of the type of the event. It is not signed. */
  readonly typeHeader?: string | undefined;
  /** How secrets are written. @default 'utf8', which takes every character for itself */
  readonly secretEncoding?: 'utf8' | 'base64' | 'hex' | undefined;
}

const LENGTHS: Readonly<Record<HmacAlgorithm, number>> = { sha1: 20, sha256: 32, sha512: 64 };

function toKey(encoding: HmacHeaderOptions['secretEncoding'], secret: string): Uint8Array | undefined {
  const digits = secret.trim();
  if (encoding === 'base64') return decodeBase64(digits);
  if (encoding === 'hex') return decodeHex(digits.toLowerCase(), Math.floor(digits.length / 2));
  return new TextEncoder().encode(secret);
}

/**
 * The scheme of {@link hmacWebhook}: to sign in tests as its sender does.
 *
 * @throws IntegrationError `CONFIGURATION` for options that are wrong or contradict each other
 * @example
 * ```ts
 * import { createHmacHeaderScheme, signWebhook } from '@breakwater/core/webhooks';
 *
 * const scheme = createHmacHeaderScheme('acme', { header: 'X-Acme-Signature', prefix: 'sha256=' });
 *
 * export const headers = await signWebhook('{}', { scheme, key: scheme.importKey('secret'), at: Date.now() });
 * ```
 */
export function createHmacHeaderScheme(name: string, options: HmacHeaderOptions): WebhookScheme<HmacKey> {
  const content = checkHmacHeaderOptions(name, options);
  const { prefix = '', separator, encoding = 'hex', algorithm = 'sha256', timestampFormat = 'seconds' } = options;
  const [header, timestampHeader, idHeader, typeHeader] = [
    options.header,
    options.timestampHeader,
    options.idHeader,
    options.typeHeader,
  ].map((title) => title?.toLowerCase());
  const signatureHeader = String(header);
  const signedIdHeader = content.fields.has('id') ? idHeader : undefined;

  const readSignatures = (text: string): readonly Uint8Array[] | Rejection => {
    // Two headers are joined by a comma, which no signature holds.
    const isJoined = separator === undefined && text.slice(prefix.length).includes(',');
    const items = separator === undefined ? [text] : text.split(separator);
    const ours = items.filter((item) => item.startsWith(prefix));
    if (isJoined || ours.length === 0) {
      return reject('malformed_header', `The header ${signatureHeader} is not of the form that ${name} sends.`);
    }
    return ours.flatMap((item) => decodeSignature(encoding, item.slice(prefix.length), LENGTHS[algorithm]) ?? []);
  };

  const parse = (headers: RawHeaders): SignatureClaims | Rejection => {
    const read = (title: string | undefined): string | Rejection => (title ? readHeader(headers, title) : '');
    const text = read(signatureHeader);
    if (typeof text !== 'string') return text;
    const timestamp = read(timestampHeader);
    if (typeof timestamp !== 'string') return timestamp;
    const id = read(signedIdHeader);
    if (typeof id !== 'string') return id;

    const isClearId = /^[!-~]*$/.test(id) && !Array.from(content.idBounds).some((bound) => id.includes(bound));
    if (!isClearId) return reject('malformed_header', `The header ${signedIdHeader} is no id that can be told apart.`);
    const signedAt = timestampHeader ? parseTimestamp(timestampFormat, timestamp) : undefined;
    if (timestampHeader && signedAt === undefined) {
      return reject('malformed_header', `The header ${timestampHeader} is no time in ${timestampFormat}.`);
    }
    const signatures = readSignatures(text);
    if ('ok' in signatures) return signatures;
    const values = { timestamp, id };
    const claims = {
      before: fillContent(content.before, values),
      after: fillContent(content.after, values),
      signatures,
    };
    return signedAt === undefined ? claims : { ...claims, signedAt };
  };

  return createHmacScheme({
    name,
    algorithm,
    headers: [signatureHeader, ...[timestampHeader, signedIdHeader].filter((title) => title !== undefined)],
    toKey: (secret) => toKey(options.secretEncoding, secret),
    parse,
    compose(at, { id = `event_${at}`, type }) {
      const values = { timestamp: formatTimestamp(timestampFormat, at), id };
      return {
        before: fillContent(content.before, values),
        after: fillContent(content.after, values),
        headers: (mac) => ({
          [signatureHeader]: prefix + encodeSignature(encoding, mac),
          ...(timestampHeader && { [timestampHeader]: values.timestamp }),
          ...(idHeader && { [idHeader]: id }),
          ...(typeHeader && type !== undefined && { [typeHeader]: type }),
        }),
      };
    },
  });
}
