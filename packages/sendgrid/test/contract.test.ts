import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createSendGrid } from '@breakwater/sendgrid';
import { createSendGridEmulator } from '@breakwater/sendgrid/testing';
import { sendGridWebhook, signSendGridWebhook } from '@breakwater/sendgrid/webhooks';
import { integrationContract } from '@breakwater/testing';
import { describe, it } from 'vitest';

const apiKey = 'SG.canary4eC39HqLyjWDarj.tT1zdp7dcxGvKQ9r8GKYqrTwjUPD8ILPZIo2LaLa';

/** The suite names its secrets, and SendGrid signs with key pairs: each name has one. */
const pairs = new Map<string, { readonly publicKey: KeyObject; readonly privateKey: KeyObject }>();
const pairOf = (name: string): { readonly publicKey: string; readonly privateKey: string } => {
  const pair = pairs.get(name) ?? generateKeyPairSync('ec', { namedCurve: 'P-256' });
  pairs.set(name, pair);
  return {
    publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  };
};

describe('the contract of an integration', () => {
  const cases = integrationContract({
    name: 'sendgrid',
    create: (overrides) => createSendGrid({ apiKey, fromEmail: 'shop@example.com', ...overrides }),
    emulator: ({ clock }) => createSendGridEmulator({ clock, apiKey }),
    read: {
      call: (sendgrid, options) =>
        sendgrid.run(
          'bounces.list',
          (client) => client.request({ method: 'GET', url: '/v3/suppression/bounces' }),
          options,
        ),
      request: 'GET /v3/suppression/bounces',
    },
    write: {
      call: (sendgrid, options) =>
        sendgrid.emails.send({ to: 'ada@example.com', subject: 'Hello', text: 'How are you?' }, options),
      request: 'POST /v3/mail/send',
      keyed: false,
    },
    bare: {
      call: async (sendgrid) => await (await sendgrid.client()).request({ method: 'GET', url: '/v3/scopes' }),
      request: 'GET /v3/scopes',
    },
    secrets: [apiKey],
    webhook: {
      source: ({ secrets }) =>
        sendGridWebhook({
          publicKeys: secrets.map((name) => (name === '' ? '' : pairOf(name).publicKey)),
          tolerance: 300_000,
        }),
      secret: 'the key of the account',
      body: JSON.stringify([
        { event: 'delivered', email: 'ada@example.com', sg_event_id: 'e1', timestamp: 1_767_225_600 },
      ]),
      sign: (body, { secret, at }) => signSendGridWebhook(body, { privateKey: pairOf(secret).privateKey, at }),
    },
  });
  for (const { name, run } of cases) it(name, run);
});
