import { createStandardScheme, signWebhook, standardV1, standardWebhook } from '@breakwater/core/webhooks';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { type Attempt, headerOf } from '../attempt.ts';
import { isExactText } from '../byte-facts.ts';
import type { Answer } from '../fuzz-scheme.ts';
import { verifierOf } from '../verifier.ts';
import { createStandardFuzz } from './standard-family.ts';
import type { StandardSample } from './standard-samples.ts';

const schemes = {
  webhook: createStandardScheme({ name: 'fuzz', prefixes: ['webhook'], versions: [standardV1] }),
  svix: createStandardScheme({ name: 'fuzz', prefixes: ['svix'], versions: [standardV1] }),
};

const signOurs =
  (prefix: 'webhook' | 'svix') =>
  async ({ body, id, time, secret }: StandardSample): Promise<string> => {
    const scheme = schemes[prefix];
    const key = scheme.importSigningKey(secret);
    const headers = await signWebhook(body, { scheme, key, id, at: Number(time) * 1_000 });
    return headers[`${prefix}-signature`] ?? '';
  };

const signVendor = ({ body, id, time, secret }: StandardSample): string =>
  new Webhook(secret).sign(id, new Date(Number(time) * 1_000), Buffer.from(body));

/** Every header as one text, which is what Node gives to a verifier. */
const joined = (attempt: Attempt): Record<string, string> =>
  Object.fromEntries(Object.keys(attempt.headers).map((key) => [key, headerOf(attempt, key.toLowerCase()) ?? '']));

/** What a verifier with one secret says of several. */
function ask(
  attempt: Attempt,
  verify: (secret: string, body: Buffer, headers: Record<string, string>) => void,
): Answer {
  let hasCrashed = false;
  for (const secret of attempt.secrets) {
    try {
      verify(secret, Buffer.from(attempt.body), joined(attempt));
      return 'accept';
    } catch (error) {
      hasCrashed ||= !(error instanceof WebhookVerificationError);
    }
  }
  return hasCrashed ? 'crash' : 'refuse';
}

const isDecodedOtherwise = ({ body }: Attempt): boolean => !isExactText(body);

/** Standard Webhooks, beside the library of the specification. */
export const standard = createStandardFuzz({
  name: 'standard-webhooks',
  oracle: 'standardwebhooks',
  prefixes: ['webhook'],
  createVerifier: (secrets) => verifierOf(standardWebhook({ secrets, prefixes: ['webhook'] })),
  theirs: (attempt) =>
    ask(attempt, (secret, body, headers) => {
      new Webhook(secret).verify(body, headers, { jsonParse: false });
    }),
  signers: { ours: signOurs('webhook'), vendor: signVendor },
  isDecodedOtherwise,
  differences: [],
});

const hasPrefix = (attempt: Attempt, prefix: string): boolean =>
  ['id', 'timestamp', 'signature'].some((end) => headerOf(attempt, `${prefix}-${end}`) !== undefined);

const isMixed = (attempt: Attempt): boolean => hasPrefix(attempt, 'svix') && hasPrefix(attempt, 'webhook');

/** Svix, beside its own library, which takes each of the three headers from whichever prefix has it. */
export const svix = createStandardFuzz({
  name: 'svix',
  oracle: 'svix',
  prefixes: ['svix', 'webhook'],
  createVerifier: (secrets) => verifierOf(standardWebhook({ secrets, prefixes: ['svix', 'webhook'] })),
  theirs: (attempt) =>
    ask(attempt, (secret, body, headers) => {
      new SvixWebhook(secret).verify(body, headers);
    }),
  signers: { ours: signOurs('svix'), vendor: signVendor },
  isDecodedOtherwise,
  differences: [
    { name: 'headers of both prefixes', vendor: 'too strict', covers: isMixed },
    { name: 'headers of both prefixes', vendor: 'too lax', covers: isMixed },
  ],
});
