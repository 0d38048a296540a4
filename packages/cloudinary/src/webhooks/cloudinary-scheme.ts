import {
  createDigestScheme,
  type DigestAlgorithm,
  type DigestSecret,
  decodeHex,
  encodeHex,
  type RawHeaders,
  type Rejection,
  readHeader,
  reject,
  type SignatureClaims,
  type WebhookScheme,
} from '@breakwater/core/webhooks';

const SIGNATURE = 'x-cld-signature';
const TIMESTAMP = 'x-cld-timestamp';

const HASH_LENGTH: Readonly<Record<DigestAlgorithm, number>> = { sha1: 20, sha256: 32 };

/** Seconds since the epoch. One digit more than elsewhere: a time in Cloudinary's own published example has 13. */
const TIME = /^\d{1,13}$/;

const parse =
  (hashLength: number) =>
  (headers: RawHeaders): SignatureClaims | Rejection => {
    const signature = readHeader(headers, SIGNATURE);
    if (typeof signature !== 'string') return signature;
    const time = readHeader(headers, TIMESTAMP);
    if (typeof time !== 'string') return time;
    if (!TIME.test(time)) return reject('malformed_header', `${TIMESTAMP} is not a number of seconds.`);
    const hash = decodeHex(signature, hashLength);
    return { after: time, signatures: hash ? [hash] : [], signedAt: Number(time) * 1_000 };
  };

/**
 * How Cloudinary signs notifications: a plain hash of body, time and API secret, nothing between them, as hex. Read in
 * `utils/index.js` of cloudinary 2.11.0.
 */
export const cloudinaryScheme = (algorithm: DigestAlgorithm): WebhookScheme<DigestSecret> =>
  createDigestScheme({
    name: 'cloudinary',
    algorithm,
    headers: [SIGNATURE, TIMESTAMP],
    allowEmptyBody: false,
    parse: parse(HASH_LENGTH[algorithm]),
    compose(at) {
      const time = String(Math.floor(at / 1_000));
      return { after: time, headers: (hash) => ({ [SIGNATURE]: encodeHex(hash), [TIMESTAMP]: time }) };
    },
  });
