import { decodeText, type RawHeaders, readHeader } from '@breakwater/core/webhooks';
import type { TwilioParameters } from './twilio-events.js';

/** Whether a request carries a form, by its own account: that decides what Twilio has signed. */
export function isForm(headers: RawHeaders): boolean {
  const type = readHeader(headers, 'content-type');
  return typeof type === 'string' && /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type);
}

/** Many times what Twilio sends; the rest is somebody who makes us sort. */
const MAX_PARAMETERS = 1_000;

const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/**
 * Reads a form strictly. A parameter that is there several times is an array; names are names, never paths.
 *
 * @returns undefined for what is no form in UTF-8: Twilio signs the decoded text, and each text has to come from one form
 */
export function parseForm(body: Uint8Array): TwilioParameters | undefined {
  const text = decodeText(body);
  if (!text.ok) return undefined;
  const values = new Map<string, string[]>();
  let count = 0;
  try {
    for (const pair of text.value.split('&')) {
      if (pair === '') continue;
      if (++count > MAX_PARAMETERS) return undefined;
      const at = pair.indexOf('=');
      const name = decode(at < 0 ? pair : pair.slice(0, at));
      const value = at < 0 ? '' : decode(pair.slice(at + 1));
      const given = values.get(name);
      if (given) given.push(value);
      else values.set(name, [value]);
    }
  } catch {
    return undefined; // a percent sign without its two digits, or with bytes that are no UTF-8
  }
  // Defines own properties, whatever their names: `__proto__` is a parameter like any other.
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? '') : all]));
}

/**
 * What Twilio signs of a form: names and values in the order of the names, nothing between them; of a name that is there
 * several times each different value once, in order. Read in `webhooks.js` of twilio 6.2.0.
 */
export function toSignedText(parameters: TwilioParameters): string {
  const names = Object.keys(parameters).sort();
  return names.map((name) => toValues(parameters[name]).reduce((text, value) => text + name + value, '')).join('');
}

function toValues(value: string | readonly string[] | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : [...new Set(value)].sort();
}
