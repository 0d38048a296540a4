import {
  createPublicKeyScheme,
  decodeBase64,
  encodeBase64,
  type PublicKeyScheme,
  parseDerSignature,
  parseSeconds,
  type RawHeaders,
  type Rejection,
  readHeader,
  reject,
  type SignatureClaims,
  toDerSignature,
} from '@breakwater/core/webhooks';

const SIGNATURE = 'x-twilio-email-event-webhook-signature';
const TIMESTAMP = 'x-twilio-email-event-webhook-timestamp';

function parse(headers: RawHeaders): SignatureClaims | Rejection {
  const signature = readHeader(headers, SIGNATURE);
  if (typeof signature !== 'string') return signature;
  const time = readHeader(headers, TIMESTAMP);
  if (typeof time !== 'string') return time;
  const signedAt = parseSeconds(time);
  if (signedAt === undefined) return reject('malformed_header', `${TIMESTAMP} is not a number of seconds.`);
  const der = decodeBase64(signature);
  const bytes = der && parseDerSignature(der);
  return { before: time, signatures: bytes ? [bytes] : [], signedAt };
}

/**
 * How SendGrid signs its Event Webhook: ECDSA over P-256 with SHA-256 of time and body, nothing between them, in base64 of
 * DER. Read in `eventwebhook.js` of @sendgrid/eventwebhook 8.0.0.
 */
export const sendGridScheme: PublicKeyScheme = /* @__PURE__ */ createPublicKeyScheme({
  name: 'sendgrid',
  algorithm: 'ecdsa-p256-sha256',
  headers: [SIGNATURE, TIMESTAMP],
  allowEmptyBody: false,
  parse,
  compose(at) {
    const time = String(Math.floor(at / 1_000));
    return {
      before: time,
      headers: (signature) => ({ [SIGNATURE]: encodeBase64(toDerSignature(signature)), [TIMESTAMP]: time }),
    };
  },
});
