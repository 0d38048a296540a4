import { integrationContract } from '@breakwater/testing';
import { createTwilio } from '@breakwater/twilio';
import { createTwilioEmulator, EMULATED_ACCOUNT } from '@breakwater/twilio/testing';
import { signTwilioWebhook, twilioWebhook } from '@breakwater/twilio/webhooks';
import { describe, it } from 'vitest';

const authToken = 'canary4eC39HqLyjWDarjtT1zdp7dc00';
const account = { ...EMULATED_ACCOUNT, authToken };
const url = 'https://shop.example/webhooks/twilio';

describe('the contract of an integration', () => {
  const cases = integrationContract({
    name: 'twilio',
    create: (overrides) => createTwilio({ ...account, ...overrides }),
    emulator: ({ clock }) => createTwilioEmulator({ clock, authToken }),
    read: {
      call: (twilio, options) => twilio.run('messages.list', (client) => client.messages.list({ limit: 5 }), options),
      request: 'GET /2010-04-01/Accounts/{AccountSid}/Messages.json',
    },
    write: {
      call: (twilio, options) => twilio.sms.send({ to: '+14155552671', body: 'Your table is ready.' }, options),
      request: 'POST /2010-04-01/Accounts/{AccountSid}/Messages.json',
      keyed: false,
    },
    bare: {
      call: async (twilio) => await (await twilio.client()).messages.list({ limit: 5 }),
      request: 'GET /2010-04-01/Accounts/{AccountSid}/Messages.json',
    },
    secrets: [authToken, btoa(`${account.accountSid}:${authToken}`)],
    webhook: {
      source: ({ secrets }) => twilioWebhook({ secrets, publicUrl: url }),
      secret: 'canary_webhook_token',
      body: new URLSearchParams({ MessageSid: 'SM1', MessageStatus: 'delivered' }).toString(),
      sign: async (body, { secret }) => ({
        'content-type': 'application/x-www-form-urlencoded',
        ...(await signTwilioWebhook(body, { secret, url })).headers,
      }),
      signsTimestamp: false,
    },
  });
  for (const { name, run } of cases) it(name, run);
});
