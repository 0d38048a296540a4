import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { signSendGridWebhook } from '@breakwater/sendgrid/webhooks';
import { EventWebhook } from '@sendgrid/eventwebhook';
import { describe, expect, it } from 'vitest';
import { createP256Signer, toOtherSignature } from '../src/schemes/p256-signer.ts';
import { formsOf } from '../src/schemes/twilio-url.ts';

describe('the signer with fixed numbers', () => {
  const signer = createP256Signer('fuzz');
  const key = createPublicKey({ key: Buffer.from(signer.publicKey, 'base64'), format: 'der', type: 'spki' });

  it('signs as others verify, both ways, and always alike', () => {
    for (let index = 0; index < 200; index++) {
      const message = Buffer.from(`message ${index}`);
      const signature = signer.sign(message);
      expect(verify('sha256', message, key, signature)).toBe(true);
      expect(verify('sha256', message, key, toOtherSignature(signature))).toBe(true);
      expect(signer.sign(message)).toEqual(signature);
    }
  });
});

describe('signSendGridWebhook', () => {
  it('signs what the library of SendGrid verifies', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const privateKey = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
    const library = new EventWebhook();
    const publicKey = library.convertPublicKeyToECDSA(
      pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    );
    for (let index = 0; index < 20; index++) {
      const body = `[{"event":"open","n":${index}}]\r\n`;
      const headers = await signSendGridWebhook(body, { privateKey, at: 1_700_000_000_000 + index });
      const signature = headers['x-twilio-email-event-webhook-signature'] ?? '';
      const time = headers['x-twilio-email-event-webhook-timestamp'] ?? '';
      expect(library.verifySignature(publicKey, body, signature, time)).toBe(true);
      expect(library.verifySignature(publicKey, `${body} `, signature, time)).toBe(false);
    }
  });
});

describe('the texts that Twilio may have signed', () => {
  it('are those of the vendor', () => {
    expect(new Set(formsOf("https://u@Shop.test/it's?b=1&a=it's&b=2#f"))).toEqual(
      new Set([
        "https://u@Shop.test/it's?b=1&a=it's&b=2",
        "https://u@Shop.test:443/it's?b=1&a=it's&b=2",
        "https://u@shop.test/it's?b=1&a=it%27s&b=2",
        "https://u@shop.test:443/it's?b=1&a=it%27s&b=2",
        "https://u@shop.test/it's?b=1&b=2&a=it's",
        "https://u@shop.test:443/it's?b=1&b=2&a=it's",
      ]),
    );
  });
});
