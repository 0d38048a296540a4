import { createRedactor, type Redact } from '@breakwater/core';

/** Numbers of people: with a plus, also encoded (`%2B`) or written in groups, or 7 to 15 digits that stand alone. */
const NUMBER =
  /(?:\+|%2b)(?:\d{7,15}|\d{1,4}(?:[ ().-]{1,2}\d{1,5}){2,6})|(?<![\p{L}\p{N}])\d{7,15}(?![\p{L}\p{N}])/giu;

/** Mail addresses, also those of `sip:`, and encoded ones (`%40`). Lengths are bounded: a long text takes no time of its own. */
const ADDRESS = /(?<![\w.%+-])[\w.%+-]{1,200}(?:@|%40)(?:[\w-]{1,63}\.){1,8}[a-z]{2,}/gi;

/**
 * Hides whom a text is about. Numbers and addresses stand in Twilio's texts, in paths, and in what a parser quotes. The last
 * two digits are enough to know which number it is.
 */
export function maskPersonalData(text: string): string {
  return text
    .replace(NUMBER, (number) => `…${number.replace(/^%2b|\D/gi, '').slice(-2)}`)
    .replace(ADDRESS, '[address]');
}

/** Hides the credential and the people, in whatever is told of a call: message, cause, stack and events. */
export function createTwilioRedactor(secrets: readonly string[]): Redact {
  const hideSecrets = createRedactor({ secrets });
  return (text) => maskPersonalData(hideSecrets(text));
}
