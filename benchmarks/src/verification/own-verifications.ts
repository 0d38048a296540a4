import { type Verdict, verifyWebhook, type WebhookSource } from '@breakwater/core/webhooks';
import { type Prepare, toRequest, type Verification, type VerificationInput } from './signed-body.ts';

type Headers = Readonly<Record<string, string>>;

/** Ours in its two forms: the check of signature and time, and what an application calls. */
interface Own {
  readonly check: Prepare;
  readonly whole: Prepare;
}

function ownOf<Events extends object>(
  prepare: (input: VerificationInput) => Promise<{ readonly source: WebhookSource<Events>; readonly headers: Headers }>,
): Own {
  return {
    async check(input): Promise<Verification> {
      const { source, headers } = await prepare(input);
      const request = toRequest(headers, input.body);
      // On Node most schemes answer at once. Whoever calls them then waits for nothing.
      if (source.verify(request, Date.now()) instanceof Promise) {
        return async () => (await source.verify(request, Date.now())).ok;
      }
      return () => (source.verify(request, Date.now()) as Verdict).ok;
    },
    async whole(input) {
      const { source, headers } = await prepare(input);
      const request = toRequest(headers, input.body);
      return async () => (await verifyWebhook(source, request)).ok;
    },
  };
}

export const ownStripe = ownOf(async ({ body, now }) => {
  const { signStripeWebhook, stripeWebhook } = await import('@breakwater/stripe/webhooks');
  const secret = 'whsec_benchmark';
  return { source: stripeWebhook({ secrets: [secret] }), headers: await signStripeWebhook(body, { secret, at: now }) };
});

export const ownClerk = ownOf(async ({ body, now }) => {
  const { clerkWebhook, signClerkWebhook } = await import('@breakwater/clerk/webhooks');
  const secret = 'whsec_YmVuY2htYXJrIHNlY3JldA==';
  return { source: clerkWebhook({ secrets: [secret] }), headers: await signClerkWebhook(body, { secret, at: now }) };
});

export const ownStandard = ownOf(async ({ body, now }) => {
  const core = await import('@breakwater/core/webhooks');
  const secret = 'whsec_YmVuY2htYXJrIHNlY3JldA==';
  const scheme = core.createStandardScheme({ name: 'acme', prefixes: ['webhook'], versions: [core.standardV1] });
  const headers = await core.signWebhook(body, { scheme, key: scheme.importSigningKey(secret), at: now });
  return { source: core.standardWebhook({ secrets: [secret] }), headers };
});

export const ownStandardV1a = ownOf(async ({ body, now }) => {
  const core = await import('@breakwater/core/webhooks');
  const { generateKeyPairSync } = await import('node:crypto');
  const pair = generateKeyPairSync('ed25519');
  const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const seed = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const scheme = core.createStandardScheme({ name: 'acme', prefixes: ['webhook'], versions: [core.standardV1a] });
  const key = scheme.importSigningKey(`whsk_${seed.toString('base64')}`);
  const headers = await core.signWebhook(body, { scheme, key, at: now });
  return { source: core.standardWebhook({ publicKeys: [publicKey] }), headers };
});

export const ownGithub = ownOf(async ({ body, now }) => {
  const { githubScheme, githubWebhook, signWebhook } = await import('@breakwater/core/webhooks');
  const secret = 'benchmark';
  const headers = await signWebhook(body, { scheme: githubScheme, key: githubScheme.importKey(secret), at: now });
  return { source: githubWebhook({ secrets: [secret] }), headers };
});

export const ownCloudinary = ownOf(async ({ body, now }) => {
  const { cloudinaryWebhook, signCloudinaryWebhook } = await import('@breakwater/cloudinary/webhooks');
  const secret = 'benchmark';
  const headers = await signCloudinaryWebhook(body, { secret, at: now });
  return { source: cloudinaryWebhook({ secrets: [secret] }), headers };
});

export const ownTwilio = ownOf(async ({ body }) => {
  const { signTwilioWebhook, twilioWebhook } = await import('@breakwater/twilio/webhooks');
  const secret = 'benchmark';
  const signing = { secret, url: 'https://shop.test/webhooks', contentType: 'application/json' };
  const { url, headers } = await signTwilioWebhook(body, signing);
  return { source: twilioWebhook({ secrets: [secret], publicUrl: () => url }), headers };
});

export const ownSendgrid = ownOf(async ({ body, now }) => {
  const { sendGridWebhook, signSendGridWebhook } = await import('@breakwater/sendgrid/webhooks');
  const { generateKeyPairSync } = await import('node:crypto');
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' });
  const privateKey = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
  const headers = await signSendGridWebhook(body, { privateKey, at: now });
  return { source: sendGridWebhook({ publicKeys: [publicKey] }), headers };
});
