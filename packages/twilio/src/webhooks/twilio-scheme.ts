import {
  createHmacScheme,
  decodeBase64,
  encodeBase64,
  type HmacKey,
  hashBody,
  type RawRequest,
  readHeader,
  reject,
  type SignatureVerdict,
  type WebhookScheme,
} from '@breakwater/core/webhooks';
import { isForm, parseForm, toSignedText } from './form-body.js';
import { toUrlForms } from './url-forms.js';

const HEADER = 'x-twilio-signature';

/** The signature over a text that is put together elsewhere: it takes the place of the body. */
const overText = /* @__PURE__ */ createHmacScheme({
  name: 'twilio',
  algorithm: 'sha1',
  headers: [HEADER],
  parse(headers) {
    const header = readHeader(headers, HEADER);
    if (typeof header !== 'string') return header;
    const mac = decodeBase64(header);
    return { signatures: mac ? [mac] : [] };
  },
  compose: () => ({ headers: (mac) => ({ [HEADER]: encodeBase64(mac) }) }),
});

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The hash of the body that Twilio adds to the URL when the body is no form. */
const readBodyHash = (url: string): string | undefined => /[?&]bodySHA256=([^&#]*)/.exec(url)?.[1];

/**
 * How Twilio signs: HMAC-SHA1 over the URL that it calls and, of a form, its parameters in order. Any other body is bound
 * by its hash in the URL. Whether it is a form is the request's own word; a wrong word is found out, because a form without
 * parameters and a URL without hash are never taken for the other. Read in `webhooks.js` of twilio 6.2.0.
 */
export function createTwilioScheme(
  publicUrl: (request: RawRequest) => string,
  furtherHeaders: readonly string[] = [],
): WebhookScheme<HmacKey> {
  /** Undefined when the application's function fails, whatever it throws or returns. */
  const findUrl = (request: RawRequest): string | undefined => {
    try {
      const url: unknown = publicUrl(request);
      return typeof url === 'string' ? url : undefined;
    } catch {
      return undefined;
    }
  };

  return {
    name: 'twilio',
    headers: [HEADER, 'content-type', ...furtherHeaders],
    importKey: overText.importKey,
    async verify(request, keys, freshness): Promise<SignatureVerdict> {
      const { headers, body } = request;
      if (keys.length === 0) return reject('missing_secret', 'No secret is configured.');
      const header = readHeader(headers, HEADER);
      if (typeof header !== 'string') return header;
      const url = findUrl(request);
      if (url === undefined) return reject('signature_mismatch', 'The public URL of this request could not be told.');
      const hash = isForm(headers) ? undefined : readBodyHash(url);
      const parameters = isForm(headers) ? parseForm(body) : {};
      if (!parameters) return reject('signature_mismatch', 'The body is not the form that it is said to be.');
      if (!isForm(headers) && hash === undefined) {
        return reject('missing_body_hash', 'The body is no form, and the URL has no bodySHA256: nothing binds it.');
      }
      const signed = toSignedText(parameters);
      let verdict: SignatureVerdict = reject('signature_mismatch', 'No signature fits.');
      for (const form of toUrlForms(url)) {
        verdict = await overText.verify({ ...request, body: encode(form + signed) }, keys, freshness);
        if (verdict.ok) break;
      }
      if (!verdict.ok || hash === undefined) return verdict;
      // Only now, so that strangers cannot have large bodies hashed. The hash is no secret: it stands in the URL.
      return hashBody(body) === hash
        ? verdict
        : reject('body_hash_mismatch', 'The body is not the one that was hashed.');
    },
    async sign(body, key, at, { url, contentType = 'application/json' } = {}) {
      if (url === undefined) throw new RangeError('Twilio signs the URL: it has to be given.');
      const isSignedForm = isForm({ 'content-type': contentType });
      const parameters = isSignedForm ? parseForm(body) : {};
      if (!parameters) throw new RangeError('The body is no form in UTF-8.');
      return overText.sign(encode(url.replace(/#.*$/s, '') + toSignedText(parameters)), key, at);
    },
  };
}
