import {
  createHash,
  createHmac,
  createSecretKey,
  generateKeyPairSync,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import type { Prepare } from './signed-body.ts';

/** The least that anybody can do on Node: a MAC with a key that was imported once, compared in constant time. */
export const rawHmac: Prepare = async ({ body }) => {
  const key = createSecretKey(Buffer.from('benchmark'));
  const signature = createHmac('sha256', key).update('1700000000.').update(body).digest();
  return () => timingSafeEqual(createHmac('sha256', key).update('1700000000.').update(body).digest(), signature);
};

export const rawSha1: Prepare = async ({ body }) => {
  const signature = createHash('sha1').update(body).update('1700000000benchmark').digest();
  return () => timingSafeEqual(createHash('sha1').update(body).update('1700000000benchmark').digest(), signature);
};

/** What Twilio signs when the body is JSON: the URL, and in it the hash of the body. */
export const rawTwilio: Prepare = async ({ body }) => {
  const key = createSecretKey(Buffer.from('benchmark'));
  const hash = createHash('sha256').update(body).digest('hex');
  const url = `https://shop.test/webhooks?bodySHA256=${hash}`;
  const signature = createHmac('sha1', key).update(url).digest();
  return () =>
    timingSafeEqual(createHmac('sha1', key).update(url).digest(), signature) &&
    createHash('sha256').update(body).digest('hex') === hash;
};

export const rawEcdsa: Prepare = async ({ body }) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const time = Buffer.from('1700000000');
  const signature = sign('sha256', Buffer.concat([time, body]), privateKey);
  return () => verify('sha256', Buffer.concat([time, body]), publicKey, signature);
};

export const rawEd25519: Prepare = async ({ body }) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const prefix = Buffer.from('msg_1.1700000000.');
  const signature = sign(undefined, Buffer.concat([prefix, body]), privateKey);
  return () => verify(undefined, Buffer.concat([prefix, body]), publicKey, signature);
};
