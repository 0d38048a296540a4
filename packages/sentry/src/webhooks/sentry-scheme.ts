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

const HEADER = 'sentry-hook-signature';
const DIGEST_LENGTH = 32;

function parse(headers: RawHeaders): HmacClaims | Rejection {
  const header = readHeader(headers, HEADER);
  if (typeof header !== 'string') return header;
  if (header.includes(',')) return reject('malformed_header', `${HEADER} holds several values.`);
  const mac = decodeHex(header, DIGEST_LENGTH);
  return { signatures: mac === undefined ? [] : [mac] };
}

/**
 * How Sentry signs: HMAC-SHA256 over the raw body and nothing else, as hex, with the client secret of the integration as
 * UTF-8. The headers that name resource, time and request are not signed. Read in `app_platform_event.py` of
 * getsentry/sentry.
 */
export const sentryScheme: WebhookScheme<HmacKey> = /* @__PURE__ */ createHmacScheme({
  name: 'sentry',
  algorithm: 'sha256',
  headers: [HEADER],
  allowEmptyBody: false,
  parse,
  compose: () => ({ headers: (mac) => ({ [HEADER]: encodeHex(mac) }) }),
});
