import {
  createHmacScheme,
  decodeHex,
  encodeHex,
  type HmacClaims,
  type HmacKey,
  parseSeconds,
  type RawHeaders,
  type Rejection,
  readHeader,
  reject,
  type WebhookScheme,
} from '@breakwater/core/webhooks';

const HEADER = 'stripe-signature';
const DIGEST_LENGTH = 32;

/** More items than Stripe has ever sent: one time and a signature for each active secret and version. */
const MAX_ITEMS = 32;

/** Reads `t=<seconds>,v1=<hex>[,v1=<hex>][,v0=<hex>]`. */
function parse(headers: RawHeaders): HmacClaims | Rejection {
  const header = readHeader(headers, HEADER);
  if (typeof header !== 'string') return header;
  const items = header.split(',', MAX_ITEMS + 1);
  if (items.length > MAX_ITEMS) return reject('malformed_header', `${HEADER} has more than ${MAX_ITEMS} items.`);

  const times: string[] = [];
  const signatures: Uint8Array[] = [];
  let hasExpected = false;
  let hasOther = false;
  for (const item of items) {
    const [name, value] = splitOnce(item.trim());
    if (name === 't') times.push(value);
    else if (name === 'v1') {
      hasExpected = true;
      // One that is not 32 bytes of hex fits nothing; another beside it may, as during the rotation of a secret.
      const bytes = decodeHex(value, DIGEST_LENGTH);
      if (bytes) signatures.push(bytes);
    } else if (/^v\d+$/.test(name)) hasOther = true;
  }

  const [time] = times;
  if (time === undefined) return reject('malformed_header', `${HEADER} has no time \`t\`.`);
  if (times.length > 1) return reject('malformed_header', `${HEADER} has several times \`t\`.`);
  const signedAt = parseSeconds(time);
  if (signedAt === undefined) return reject('malformed_header', `The time in ${HEADER} is not a number of seconds.`);
  if (!hasExpected) {
    if (hasOther) return reject('unsupported_version', `${HEADER} has no signature of version v1.`);
    return reject('malformed_header', `${HEADER} has no signature.`);
  }
  return { before: `${time}.`, signatures, signedAt };
}

function splitOnce(item: string): readonly [string, string] {
  const at = item.indexOf('=');
  return at < 0 ? [item, ''] : [item.slice(0, at), item.slice(at + 1)];
}

/**
 * How Stripe signs: HMAC-SHA256 over time, dot and body, as hex in one header, with the whole secret (`whsec_` included)
 * as the key. Read in `Webhooks.js` of stripe 23.1.0.
 */
export const stripeScheme: WebhookScheme<HmacKey> = /* @__PURE__ */ createHmacScheme({
  name: 'stripe',
  algorithm: 'sha256',
  headers: [HEADER],
  allowEmptyBody: false,
  parse,
  compose(at) {
    const time = Math.floor(at / 1_000);
    return { before: `${time}.`, headers: (mac) => ({ [HEADER]: `t=${time},v1=${encodeHex(mac)}` }) };
  },
});
