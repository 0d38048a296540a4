import { generateKeyPairSync } from 'node:crypto';

/** SendGrid signs its webhooks with a key pair, and shows the public half. */
const { publicKey, privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'der' },
});

interface Secrets {
  readonly clerk: { readonly secretKey: string; readonly webhookSecret: string };
  readonly algolia: { readonly applicationId: string; readonly apiKey: string };
  readonly stripe: { readonly secretKey: string; readonly webhookSecret: string };
  readonly sendgrid: { readonly apiKey: string; readonly publicKey: string; readonly privateKey: string };
  readonly twilio: { readonly accountSid: string; readonly authToken: string; readonly fromPhoneNumber: string };
}

/** What the application and the vendors share. */
export const SECRETS: Secrets = {
  clerk: { secretKey: 'sk_test_marketplace', webhookSecret: `whsec_${btoa('a secret of the marketplace')}` },
  algolia: { applicationId: 'MARKETPLACE', apiKey: 'marketplace-key' },
  stripe: { secretKey: 'sk_test_marketplace', webhookSecret: 'whsec_marketplace_secret' },
  sendgrid: {
    apiKey: 'SG.marketplace.key',
    publicKey: publicKey.toString('base64'),
    privateKey: privateKey.toString('base64'),
  },
  twilio: { accountSid: `AC${'0'.repeat(32)}`, authToken: 'f'.repeat(32), fromPhoneNumber: '+14155550100' },
};
