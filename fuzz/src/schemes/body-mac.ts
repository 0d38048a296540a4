import { timingSafeEqual } from 'node:crypto';
import { calcomWebhook, signCalcomWebhook } from '@breakwater/calcom/webhooks';
import { githubScheme, githubWebhook, signWebhook } from '@breakwater/core/webhooks';
import { sentryWebhook, signSentryWebhook } from '@breakwater/sentry/webhooks';
import { sign, verifyWithFallback } from '@octokit/webhooks-methods';
import type { Attempt } from '../attempt.ts';
import { isExactText, mac } from '../byte-facts.ts';
import type { Answer } from '../fuzz-scheme.ts';
import { verifierOf } from '../verifier.ts';
import { createBodyMacFuzz } from './body-mac-family.ts';

const isDecodedOtherwise = ({ body }: Attempt): boolean => !isExactText(body);

async function askOctokit({ body, secrets }: Attempt, header: string | undefined): Promise<Answer> {
  const [first = '', ...others] = secrets;
  try {
    const text = Buffer.from(body).toString('utf8');
    return (await verifyWithFallback(first, text, header ?? '', others)) ? 'accept' : 'refuse';
  } catch {
    return 'crash';
  }
}

const isBlankBeside = ({ secrets }: Attempt): boolean => secrets.includes('') && secrets.length > 1;

/** GitHub, beside the functions of octokit. */
export const github = createBodyMacFuzz({
  name: 'github',
  oracle: '@octokit/webhooks-methods',
  header: 'x-hub-signature-256',
  prefix: 'sha256=',
  createVerifier: (secrets) => verifierOf(githubWebhook({ secrets })),
  signOurs: (body, secret) => signWebhook(body, { scheme: githubScheme, key: githubScheme.importKey(secret), at: 0 }),
  signVendor: (text, secret) => sign(secret, text),
  theirs: askOctokit,
  differences: [
    { name: 'body that is no UTF-8, rightly signed', vendor: 'too strict', covers: isDecodedOtherwise },
    { name: 'crash: no body', vendor: 'too strict', covers: ({ body }) => body.length === 0 },
    { name: 'crash: an empty secret beside the right one', vendor: 'too strict', covers: isBlankBeside },
    {
      name: 'body changed where decoding hides it',
      vendor: 'too lax',
      covers: (attempt) => isDecodedOtherwise(attempt) && !github.isSigned(attempt),
    },
  ],
});

/** What Cal.com and Sentry document: the hex of an HMAC over the raw body, compared with the header. */
function askRecipe({ body, secrets }: Attempt, header: string | undefined): Answer {
  const given = Buffer.from(header ?? '');
  const isRight = secrets.some((secret) => {
    const expected = Buffer.from(mac('sha256', secret, 'hex', body));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return isRight ? 'accept' : 'refuse';
}

const noBody = { name: 'no body', vendor: 'too lax', covers: ({ body }: Attempt) => body.length === 0 } as const;

/** Cal.com, which has no verifier: beside the recipe of its documentation. */
export const calcom = createBodyMacFuzz({
  name: 'calcom',
  oracle: 'recipe',
  header: 'x-cal-signature-256',
  prefix: '',
  createVerifier: (secrets) => verifierOf(calcomWebhook({ secrets })),
  signOurs: (body, secret) => signCalcomWebhook(body, { secret }),
  theirs: askRecipe,
  differences: [noBody],
});

/**
 * Sentry, which has no verifier: beside the recipe of its documentation, but over the raw body. The documented sample signs
 * what `JSON.stringify` makes of the parsed body, which is not what Sentry has signed (getsentry/sentry#38443).
 */
export const sentry = createBodyMacFuzz({
  name: 'sentry',
  oracle: 'recipe',
  header: 'sentry-hook-signature',
  prefix: '',
  createVerifier: (secrets) => verifierOf(sentryWebhook({ secrets })),
  signOurs: (body, secret) => signSentryWebhook(body, { secret, resource: 'issue', at: 0 }),
  theirs: askRecipe,
  differences: [noBody],
});
