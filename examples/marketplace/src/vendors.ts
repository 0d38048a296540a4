import { type AlgoliaEmulator, createAlgoliaEmulator } from '@breakwater/algolia/testing';
import { type ClerkEmulator, createClerkEmulator } from '@breakwater/clerk/testing';
import { createSendGridEmulator, type SendGridEmulator } from '@breakwater/sendgrid/testing';
import { createStripeEmulator, type StripeEmulator } from '@breakwater/stripe/testing';
import { type ServedEmulator, serve } from '@breakwater/testing';
import { createTwilioEmulator, type TwilioEmulator } from '@breakwater/twilio/testing';
import { SECRETS } from './secrets.ts';

/** The twins of the vendors, each on ports of its own. */
export interface Vendors {
  readonly clerk: ClerkEmulator;
  readonly algolia: AlgoliaEmulator;
  readonly stripe: StripeEmulator;
  readonly sendgrid: SendGridEmulator;
  readonly twilio: TwilioEmulator;
  /** Where each answers; Algolia at two hosts. */
  readonly urls: Readonly<Record<'clerk' | 'stripe' | 'sendgrid' | 'twilio', string>> & {
    readonly algolia: readonly string[];
  };
  /** Resolves when every webhook so far has been sent. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const ROLES = {
  'org:admin': ['org:billing:manage', 'org:services:publish'],
  'org:seller': ['org:services:publish'],
};

/** Starts them; their webhooks go to the application at `home`. */
export async function serveVendors(home: string): Promise<Vendors> {
  const hook = (vendor: string): string => `${home}/webhooks/${vendor}`;
  const clerk = createClerkEmulator({
    secretKey: SECRETS.clerk.secretKey,
    roles: ROLES,
    webhooks: { url: hook('clerk'), secret: SECRETS.clerk.webhookSecret, events: ['organizationMembership.*'] },
  });
  const algolia = createAlgoliaEmulator(SECRETS.algolia);
  const stripe = createStripeEmulator({
    secretKey: SECRETS.stripe.secretKey,
    webhooks: { url: hook('stripe'), secret: SECRETS.stripe.webhookSecret },
  });
  const sendgrid = createSendGridEmulator({
    apiKey: SECRETS.sendgrid.apiKey,
    webhooks: { url: hook('sendgrid'), privateKey: SECRETS.sendgrid.privateKey },
  });

  const twilio = createTwilioEmulator({ ...SECRETS.twilio, phoneNumbers: [SECRETS.twilio.fromPhoneNumber] });

  const emulators = [clerk, algolia, stripe, sendgrid, twilio];
  const served: ServedEmulator[] = [];
  const listen = async (emulator: (typeof emulators)[number]): Promise<string> => {
    const address = await serve(emulator);
    served.push(address);
    return address.url;
  };
  return {
    clerk,
    algolia,
    stripe,
    sendgrid,
    twilio,
    urls: {
      clerk: await listen(clerk),
      algolia: [await listen(algolia), await listen(algolia)],
      stripe: await listen(stripe),
      sendgrid: await listen(sendgrid),
      twilio: await listen(twilio),
    },
    async flush() {
      await Promise.all([clerk, stripe, sendgrid, twilio].map(({ webhooks }) => webhooks.flush()));
    },
    async close() {
      await Promise.all(served.map((address) => address.close()));
      for (const emulator of emulators) await emulator.close?.();
    },
  };
}
