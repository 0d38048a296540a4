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

  const times: string[] = [];
  const signatures: Uint8Array[] = [];
  let hasExpected = false;
  let hasOther = false;
  let items = 0;
  // Without `split`: the pieces and their list would cost a tenth of the whole verification.
  for (let start = 0, end = 0; start <= header.length; start = end + 1) {
    if (++items > MAX_ITEMS) return reject('malformed_header', `${HEADER} has more than ${MAX_ITEMS} items.`);
    const comma = header.indexOf(',', start);
    end = comma < 0 ? header.length : comma;
    const item = header.slice(start, end).trim();
    const itemTime = valueOf(item, 't');
    if (itemTime !== undefined) times.push(itemTime);
    const signature = valueOf(item, 'v1');
    if (signature !== undefined) {
      hasExpected = true;
      // One that is not 32 bytes of hex fits nothing; another beside it may, as during the rotation of a secret.
      const bytes = decodeHex(signature, DIGEST_LENGTH);
      if (bytes) signatures.push(bytes);
    }
    hasOther ||= itemTime === undefined && signature === undefined && /^v\d+(?:=|$)/.test(item);
  }

  const time = times[0];
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

/** What stands behind a name and `=`; nothing for the bare name; undefined in an item of another name. */
function valueOf(item: string, name: string): string | undefined {
  if (!item.startsWith(name)) return undefined;
  if (item.length === name.length) return '';
  return item[name.length] === '=' ? item.slice(name.length + 1) : undefined;
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
