/**
 * The most bytes, minified and gzipped, that an application ships for each entry, with everything of ours that it pulls
 * in. Lower a ceiling when an entry has shrunk; raise one only with a reason in the commit message.
 */
export const SIZE_CEILINGS: Readonly<Record<string, number>> = {
  '@breakwater/core': 25_600,
  '@breakwater/core/webhooks': 29_000,
  '@breakwater/core/node': 3_500,
  '@breakwater/algolia': 39_000,
  '@breakwater/algolia/testing': 15_500,
  '@breakwater/clerk': 35_500,
  '@breakwater/clerk/webhooks': 6_500,
  '@breakwater/clerk/testing': 17_000,
  '@breakwater/postgres': 16_000,
  '@breakwater/redis': 15_000,
  '@breakwater/sendgrid': 37_000,
  '@breakwater/sendgrid/webhooks': 7_700,
  '@breakwater/sendgrid/testing': 30_000,
  '@breakwater/sqlite': 14_700,
  '@breakwater/stripe': 44_000,
  '@breakwater/stripe/webhooks': 6_000,
  '@breakwater/stripe/testing': 60_000,
  '@breakwater/testing': 40_000,
  '@breakwater/twilio': 83_500,
  '@breakwater/twilio/webhooks': 10_500,
  '@breakwater/twilio/testing': 20_000,
};

/** What applications commonly take from the entries, with its own ceiling: what tree-shaking has to leave out. */
export const USES: readonly {
  readonly name: string;
  readonly folder: string;
  readonly code: string;
  readonly ceiling: number;
}[] = [
  {
    name: 'a policy alone',
    folder: 'core',
    code: `export { createPolicy } from '@breakwater/core';`,
    ceiling: 19_000,
  },
  {
    name: 'a webhook route',
    folder: 'stripe',
    code: `
      export { createMemoryInbox, createWebhookHandler } from '@breakwater/core/webhooks';
      export { stripeWebhook } from '@breakwater/stripe/webhooks';
    `,
    ceiling: 14_700,
  },
];
