import { clerkWebhook, signClerkWebhook } from '@breakwater/clerk/webhooks';
import { verifyWebhook } from '@clerk/backend/webhooks';
import { Webhook } from 'standardwebhooks';
import { type Attempt, headerOf } from '../attempt.ts';
import { isExactText } from '../byte-facts.ts';
import type { Answer } from '../fuzz-scheme.ts';
import { verifierOf } from '../verifier.ts';
import { createStandardFuzz } from './standard-family.ts';

const textOf = (body: Uint8Array): string => new TextDecoder().decode(body);

/** What the verifier reads of a request. Making a whole one for each case would cost more than verifying it. */
const toClerkRequest = (attempt: Attempt): Request =>
  ({
    headers: { get: (name: string) => headerOf(attempt, name) ?? null },
    text: async () => textOf(attempt.body),
  }) as unknown as Request;

async function theirs(attempt: Attempt): Promise<Answer> {
  let hasCrashed = false;
  for (const signingSecret of attempt.secrets) {
    try {
      await verifyWebhook(toClerkRequest(attempt), { signingSecret });
      return 'accept';
    } catch (error) {
      hasCrashed ||= !(error instanceof Error && /webhook/.test(error.message));
    }
  }
  return hasCrashed ? 'crash' : 'refuse';
}

/** The verifier also reads fields of the payload, and tells its failure to do so as one of the signature. */
function isPayload(body: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(textOf(body));
    return value !== null;
  } catch {
    return false;
  }
}

/** Clerk, beside `verifyWebhook` of its SDK. */
export const clerk = createStandardFuzz({
  name: 'clerk',
  oracle: '@clerk/backend',
  prefixes: ['svix'],
  createVerifier: (secrets) => verifierOf(clerkWebhook({ secrets })),
  theirs,
  signers: {
    async ours({ body, id, time, secret }) {
      const headers = await signClerkWebhook(body, { secret, id, at: Number(time) * 1_000 });
      return headers['svix-signature'] ?? '';
    },
    vendor: ({ body, id, time, secret }) =>
      new Webhook(secret).sign(id, new Date(Number(time) * 1_000), Buffer.from(body)),
  },
  // The runtime's `text()` skips a BOM, and replaces what is no UTF-8.
  isDecodedOtherwise: ({ body }) =>
    !isExactText(body) || textOf(body).length < Buffer.from(body).toString('utf8').length,
  differences: [
    { name: 'body that is no JSON, or null', vendor: 'too strict', covers: ({ body }) => !isPayload(body) },
  ],
});
