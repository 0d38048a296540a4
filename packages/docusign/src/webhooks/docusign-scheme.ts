import {
  createHmacScheme,
  decodeBase64,
  encodeBase64,
  type HmacClaims,
  type HmacKey,
  type RawHeaders,
  type Rejection,
  readHeader,
  reject,
  type WebhookScheme,
} from '@breakwater/core/webhooks';

/** An account can have this many keys; each of them signs, under its own number. */
export const MAX_KEYS = 100;

/** Name of the header with the signature of the key at `position`, from 1. */
export const signatureHeader = (position: number): string => `x-docusign-signature-${position}`;

const HEADERS: readonly string[] = Array.from({ length: MAX_KEYS }, (_, index) => signatureHeader(index + 1));
const KNOWN: ReadonlySet<string> = new Set(HEADERS);

const isHeaders = (headers: RawHeaders): headers is Headers => typeof headers.get === 'function';

/** The names of the signature headers that are there: numbers may be missing, as after a key was removed. */
function findSignatures(headers: RawHeaders): ReadonlySet<string> {
  const names = isHeaders(headers) ? [...headers.keys()] : Object.keys(headers);
  return new Set(names.map((name) => name.toLowerCase()).filter((name) => KNOWN.has(name)));
}

function parse(headers: RawHeaders): HmacClaims | Rejection {
  const signatures: Uint8Array[] = [];
  let isSigned = false;
  for (const name of findSignatures(headers)) {
    const header = readHeader(headers, name);
    if (typeof header !== 'string') {
      if (header.reason === 'missing_header') continue;
      return header;
    }
    if (header.includes(',')) return reject('malformed_header', `${name} holds several values.`);
    isSigned = true;
    // One that is not base64 fits nothing; another beside it may.
    const mac = decodeBase64(header);
    if (mac) signatures.push(mac);
  }
  return isSigned ? { signatures } : reject('missing_header', `There is no header ${signatureHeader(1)} or higher.`);
}

/**
 * How DocuSign Connect signs: HMAC-SHA256 over the body alone, as base64, once for each active key of the account, with
 * the key as UTF-8. No time is signed beside what is in the body. Read on developers.docusign.com, "How to validate an
 * HMAC signature", and in `validateWebhookMessage.js` of docusign/code-examples-node.
 */
export const docusignScheme: WebhookScheme<HmacKey> = /* @__PURE__ */ createHmacScheme({
  name: 'docusign',
  algorithm: 'sha256',
  headers: HEADERS,
  allowEmptyBody: false,
  maxSignatures: MAX_KEYS,
  parse,
  compose: () => ({ headers: (mac) => ({ [signatureHeader(1)]: encodeBase64(mac) }) }),
});
