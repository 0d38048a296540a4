import {
  createHmacScheme,
  decodeHex,
  encodeHex,
  type HmacClaims,
  type HmacKey,
  type RawHeaders,
  type Rejection,
  readHeader,
  reject,
  type WebhookScheme,
} from '@breakwater/core/webhooks';

const HEADER = 'x-cal-signature-256';
const DIGEST_LENGTH = 32;

/** What stands in the header of a webhook that was set up without a secret: anybody can write it. */
const UNSIGNED = 'no-secret-provided';

function parse(headers: RawHeaders): HmacClaims | Rejection {
  const header = readHeader(headers, HEADER);
  if (typeof header !== 'string') return header;
  if (header === UNSIGNED) {
    return reject('missing_header', `${HEADER} is "${UNSIGNED}": give the webhook a secret in Cal.com.`);
  }
  if (header.includes(',')) return reject('malformed_header', `${HEADER} holds several values.`);
  const mac = decodeHex(header, DIGEST_LENGTH);
  return { signatures: mac === undefined ? [] : [mac] };
}

/**
 * How Cal.com signs: HMAC-SHA256 over the body alone, as hex, with the secret as UTF-8. No time is signed. Read in
 * `packages/features/webhooks/lib/sendPayload.ts` of calcom/cal.com.
 */
export const calcomScheme: WebhookScheme<HmacKey> = /* @__PURE__ */ createHmacScheme({
  name: 'calcom',
  algorithm: 'sha256',
  headers: [HEADER],
  allowEmptyBody: false,
  parse,
  compose: () => ({ headers: (mac) => ({ [HEADER]: encodeHex(mac) }) }),
});
