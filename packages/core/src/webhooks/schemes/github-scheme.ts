import type { HmacKey } from '../../runtime/crypto.js';
import { readHeader } from '../request/read-header.js';
import { reject } from '../verification/verdict.js';
import { decodeHex, encodeHex } from './decode-hex.js';
import { createHmacScheme } from './hmac-scheme.js';
import type { WebhookScheme } from './webhook-scheme.js';

const HEADER = 'x-hub-signature-256';
const PREFIX = 'sha256=';
const DIGEST_LENGTH = 32;

/** Names the delivery. It is not signed. */
export const DELIVERY_HEADER = 'x-github-delivery';
/** Names the kind of event. It is not signed. */
export const EVENT_HEADER = 'x-github-event';

/**
 * How GitHub signs: HMAC-SHA256 over the body, in hex. Neither a time nor the headers that name delivery and event are
 * signed. Read in @octokit/webhooks-methods 6.0.0.
 */
export const githubScheme: WebhookScheme<HmacKey> = /* @__PURE__ */ createHmacScheme({
  name: 'github',
  algorithm: 'sha256',
  headers: [HEADER],
  parse(headers) {
    const header = readHeader(headers, HEADER);
    if (typeof header !== 'string') return header;
    if (!header.startsWith(PREFIX)) return reject('malformed_header', `${HEADER} does not begin with ${PREFIX}.`);
    const mac = decodeHex(header.slice(PREFIX.length), DIGEST_LENGTH);
    return { signatures: mac === undefined ? [] : [mac] };
  },
  compose: (at, { id = `delivery_${at}`, type = 'ping' }) => ({
    headers: (mac) => ({ [DELIVERY_HEADER]: id, [EVENT_HEADER]: type, [HEADER]: `${PREFIX}${encodeHex(mac)}` }),
  }),
});
