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

const HEADER = 'acme-signature';

/** `acme-signature: t=<seconds>,v1=<hex>`: HMAC-SHA256 over `<seconds>.<body>`. Source: https://docs.acme.example/webhooks */
export function createAcmeScheme(): WebhookScheme<HmacKey> {
  return createHmacScheme({
    name: 'acme',
    algorithm: 'sha256',
    headers: [HEADER],
    allowEmptyBody: false,
    parse: parseSignature,
    compose: (at) => {
      const seconds = Math.floor(at / 1_000);
      return { before: `${seconds}.`, headers: (mac) => ({ [HEADER]: `t=${seconds},v1=${encodeHex(mac)}` }) };
    },
  });
}

function parseSignature(headers: RawHeaders): HmacClaims | Rejection {
  const header = readHeader(headers, HEADER);
  if (typeof header !== 'string') return header;
  const fields = header.split(',').map((field) => field.split('='));
  const seconds = fields.find(([name]) => name === 't')?.[1] ?? '';
  const signedAt = parseSeconds(seconds);
  if (signedAt === undefined) return reject('malformed_header', `The header ${HEADER} has no time.`);
  const versioned = fields.filter(([name]) => name === 'v1');
  if (versioned.length === 0)
    return reject('unsupported_version', `The header ${HEADER} has no signature of version 1.`);
  const signatures = versioned.flatMap(([, text = '']) => decodeHex(text, 32) ?? []);
  return { before: `${seconds}.`, signatures, signedAt };
}
