import { parse } from 'node:querystring';
import { signTwilioWebhook, twilioWebhook } from '@breakwater/twilio/webhooks';
import fc from 'fast-check';
import { getExpectedTwilioSignature, validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js';
import { type Attempt, headerOf, valuesOf } from '../attempt.ts';
import { hash, isEmptyKey, isExactText, MAX_HEADER_LENGTH, mac } from '../byte-facts.ts';
import { bodyChanges } from '../changes/body-changes.ts';
import { headerChanges, valueChanges } from '../changes/header-changes.ts';
import { secretChanges } from '../changes/other-changes.ts';
import type { Answer, FuzzScheme } from '../fuzz-scheme.ts';
import { bodies, SIGNED_AT, type Signer, signers } from '../samples.ts';
import { verifierOf } from '../verifier.ts';
import { formsOf, URL_FORMS, urlChanges, urls } from './twilio-url.ts';

const HEADER = 'x-twilio-signature';
const FORM = 'application/x-www-form-urlencoded';

interface Sample {
  readonly url: string;
  /** Which of the texts for this URL is signed. */
  readonly form: string;
  readonly isForm: boolean;
  readonly parameters: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  readonly secret: string;
  readonly signer: Signer;
}

const names = fc.oneof(
  fc.constantFrom('From', 'Body', 'MessageSid', 'a', 'ab', '__proto__', 'a[b]'),
  fc.string({ maxLength: 4 }),
);
const samples = fc.record<Sample>({
  url: urls,
  form: fc.oneof(fc.constant('as it is'), fc.constantFrom(...Object.keys(URL_FORMS))),
  isForm: fc.boolean(),
  parameters: fc.array(
    fc.tuple(names, fc.oneof(fc.constantFrom('1', '2'), fc.string({ unit: 'binary', maxLength: 6 }))),
    { maxLength: 5 },
  ),
  body: bodies,
  secret: fc.oneof(
    { arbitrary: fc.constantFrom('first token', 'second', 'é'), weight: 20 },
    { arbitrary: fc.constantFrom('', ' ', '\0'), weight: 1 },
  ),
  signer: signers,
});

const encodeForm = (parameters: Sample['parameters']): string =>
  new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString();

/** What is signed of a form: names in order, each value of a name once and in order, nothing between them. */
function signedTextOf(text: string): string {
  const form = new URLSearchParams(text);
  const sorted = [...new Set(form.keys())].sort();
  return sorted
    .map((name) =>
      [...new Set(form.getAll(name))]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('');
}

const isForm = (attempt: Attempt): boolean =>
  /^application\/x-www-form-urlencoded *(?:;|$)/i.test((headerOf(attempt, 'content-type') ?? '').trim());

const bodyHashOf = (url: string): string | undefined => /[?&]bodySHA256=([^&#]*)/.exec(url)?.[1];
const textOf = ({ body }: Attempt): string => Buffer.from(body).toString('utf8');

function fits(attempt: Attempt, isUsable: (secret: string) => boolean): boolean {
  if (!isForm(attempt) && bodyHashOf(attempt.url) !== hash('sha256', attempt.body)) return false;
  const rest = isForm(attempt) ? signedTextOf(textOf(attempt)) : '';
  const given = (headerOf(attempt, HEADER) ?? '').trim();
  const secrets = attempt.secrets.filter(isUsable);
  return formsOf(attempt.url).some((form) =>
    secrets.some((secret) => given === mac('sha1', secret, 'base64', form + rest)),
  );
}

/** As the vendor's own middleware chooses between its functions; a body that is no form has met no parser. */
function theirs(attempt: Attempt): Answer {
  const { url, secrets } = attempt;
  const header = headerOf(attempt, HEADER) ?? '';
  let hasCrashed = false;
  for (const secret of secrets) {
    try {
      const isValid = url.includes('bodySHA256')
        ? validateRequestWithBody(secret, header, url, textOf(attempt) || '{}')
        : validateRequest(secret, header, url, isForm(attempt) ? { ...parse(textOf(attempt)) } : {});
      if (isValid) return 'accept';
    } catch {
      hasCrashed = true;
    }
  }
  return hasCrashed ? 'crash' : 'refuse';
}

/** Whether percent signs encode text in UTF-8. */
function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const isStrictForm = (attempt: Attempt): boolean => isExactText(attempt.body) && canDecode(textOf(attempt));

const WEB_URL = /^https?:\/\/(?:[^/?#@]*@)?(?:\[[^\]]*\]|[^/?#@:[]+)(?::\d+)?(?:[/?#]|$)/i;

const isBoundForm = (attempt: Attempt): boolean => isForm(attempt) && attempt.url.includes('bodySHA256');

const isWithoutBody = (attempt: Attempt): boolean => attempt.body.length === 0 && !isForm(attempt);

/** Twilio, beside the functions that its SDK calls. */
export const twilio: FuzzScheme<Sample> = {
  name: 'twilio',
  oracle: 'twilio',
  samples,
  async sign(sample) {
    const { form, secret, signer } = sample;
    const body = sample.isForm ? Buffer.from(encodeForm(sample.parameters)) : sample.body;
    const contentType = sample.isForm ? FORM : 'application/json';
    const binding = `${sample.url.includes('?') ? '&' : '?'}bodySHA256=${hash('sha256', body)}`;
    const url = sample.isForm ? sample.url : sample.url + binding;
    const called = URL_FORMS[form]?.(url) ?? url;
    const rest = sample.isForm ? signedTextOf(body.toString()) : '';
    const canOurs = signer === 'ours' && form === 'as it is' && !isEmptyKey(secret) && !sample.url.includes('#');
    const ours = canOurs ? await signTwilioWebhook(body, { url: sample.url, secret, contentType }) : undefined;
    const vendor = signer === 'vendor' ? getExpectedTwilioSignature(secret, called + rest, {}) : undefined;
    const signature = ours?.headers[HEADER] ?? vendor ?? mac('sha1', secret, 'base64', called + rest);
    const headers = { [HEADER]: signature, 'content-type': contentType };
    return { url, headers, isWeb: false, body, secrets: [secret], now: SIGNED_AT * 1_000 };
  },
  changes: fc.oneof(
    bodyChanges,
    headerChanges([HEADER]),
    secretChanges,
    { arbitrary: urlChanges, weight: 2 },
    valueChanges('content-type', {
      'with charset': (value) => `${value}; charset=utf-8`,
      'in upper case': (value) => value.toUpperCase(),
      'the other': (value) => (value === FORM ? 'application/json' : FORM),
      none: () => '',
      'one that begins alike': (value) => `${value}x`,
    }),
    valueChanges(HEADER, {
      'padding off': (value) => value.replace(/=+$/, ''),
      base64url: (value) => value.replaceAll('+', '-').replaceAll('/', '_'),
      'another last digit': (value) => value.replace(/.=$/, 'B='),
      'signature wrong in its second half': (value) => `${value.slice(0, -12)}AAAAAAAAAAA=`,
    }),
  ),
  createVerifier: (secrets) => verifierOf(twilioWebhook({ secrets })),
  theirs,
  isSigned: (attempt) => fits(attempt, (secret) => !isEmptyKey(secret)),
  differences: [
    {
      name: 'white space around the header',
      vendor: 'too strict',
      covers: (attempt) => valuesOf(attempt, HEADER).some((value) => value !== value.trim()),
    },
    {
      name: 'body that is no UTF-8, rightly signed',
      vendor: 'too strict',
      covers: (attempt) => !isForm(attempt) && !isExactText(attempt.body),
    },
    { name: 'crash: a URL that is none', vendor: 'too strict', covers: ({ url }) => !URL.canParse(url) },
    { name: 'no body, which it takes for {}', vendor: 'too strict', covers: isWithoutBody },
    { name: 'no body, which it takes for {}', vendor: 'too lax', covers: isWithoutBody },
    { name: 'a fragment, which is never sent', vendor: 'too strict', covers: ({ url }) => url.includes('#') },
    { name: 'a form to a URL with bodySHA256', vendor: 'too strict', covers: isBoundForm },
    { name: 'a form to a URL with bodySHA256, which binds no parameter', vendor: 'too lax', covers: isBoundForm },
    {
      name: 'a body that nothing binds',
      vendor: 'too lax',
      covers: (attempt) => !isForm(attempt) && bodyHashOf(attempt.url) === undefined,
    },
    { name: 'a URL of another form than http', vendor: 'too lax', covers: ({ url }) => !WEB_URL.test(url) },
    {
      name: 'a query that encodes no text, written anew',
      vendor: 'too lax',
      covers: ({ url }) => !canDecode(url.replace(/^[^?]*\??/, '')),
    },
    { name: 'a fragment', vendor: 'too lax', covers: ({ url }) => url.includes('#') },
    {
      name: 'a form that decoders disagree on',
      vendor: 'too lax',
      covers: (attempt) => isForm(attempt) && !isStrictForm(attempt),
    },
    {
      name: 'body changed where decoding hides it',
      vendor: 'too lax',
      covers: (attempt) => !isForm(attempt) && !isExactText(attempt.body),
    },
    { name: 'secret without content', vendor: 'too lax', covers: (attempt) => fits(attempt, isEmptyKey) },
    {
      name: 'a header several times, or very long',
      vendor: 'too lax',
      covers: (attempt) => {
        const values = valuesOf(attempt, HEADER);
        return values.length > 1 || values.some((value) => value.length > MAX_HEADER_LENGTH);
      },
    },
  ],
};
