import { checkOptions, type OptionRule } from '../check-options.js';
import type { HmacHeaderOptions } from './hmac-header-scheme.js';
import { parseSignedContent, type SignedContent } from './signed-content.js';

const aHeader: OptionRule = [
  (name) => typeof name === 'string' && /^[\w!#$%&'*+.^`|~-]{1,255}$/.test(name),
  'the name of a header',
];
const aShortText: OptionRule = [
  (text) => typeof text === 'string' && /^[ -~]{1,64}$/.test(text),
  '1 to 64 characters that a header can hold',
];

const BODY_ALONE = '{body}';

/**
 * Refuses what makes no sense, alone or together.
 *
 * @returns what is signed
 * @throws IntegrationError `CONFIGURATION`
 */
export function checkHmacHeaderOptions(name: string, options: HmacHeaderOptions): SignedContent {
  const template: unknown = options.signedContent ?? BODY_ALONE;
  const content = typeof template === 'string' ? parseSignedContent(template) : undefined;
  const signs = (field: 'timestamp' | 'id'): boolean => content?.fields.has(field) ?? false;
  checkOptions(name, 'options', options, {
    'header!': aHeader,
    prefix: aShortText,
    separator: aShortText,
    encoding: ['hex', 'base64', 'base64url'],
    algorithm: ['sha1', 'sha256', 'sha512'],
    signedContent: [
      () => content !== undefined,
      'a text with {body} once, {timestamp} and {id} at most once, and something between {id} and {body}',
    ],
    // A time that is not signed can be rewritten by whoever sends the request again.
    [signs('timestamp') ? 'timestampHeader!' : 'timestampHeader']: signs('timestamp')
      ? aHeader
      : [() => false, 'left out, or signed: signedContent has no {timestamp}'],
    timestampFormat: signs('timestamp')
      ? ['seconds', 'milliseconds', 'rfc3339']
      : [() => false, 'left out: signedContent has no {timestamp}'],
    [signs('id') ? 'idHeader!' : 'idHeader']: aHeader,
    typeHeader: aHeader,
    secretEncoding: ['utf8', 'base64', 'hex'],
  });
  return content ?? { before: [], after: [], fields: new Set(), idBounds: '' };
}
