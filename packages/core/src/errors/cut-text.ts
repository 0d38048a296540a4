/** Characters that are looked at: far more than an error text shows, and few enough for any pattern. */
const MAX_LENGTH = 2_000;

/** What no credential holds. Words of JSON and of markup end here, too. */
const BETWEEN_WORDS = /([\s"<>]+)/;

/** No word, or one with a digit in it: a card number may be written in several. */
const GAP_OR_DIGITS = /^[\s"<>]*$|\p{N}/u;

/**
 * Shortens a text of any length before it is redacted. The cut takes away the whole word that it goes through, and the
 * words with digits before it: half of a credential or of a card number has no shape that anybody could recognise.
 */
export function cutText(text: string): string {
  if (text.length <= MAX_LENGTH) return text;
  const pieces = text.slice(0, MAX_LENGTH).split(BETWEEN_WORDS);
  do pieces.pop();
  while (pieces.length > 0 && GAP_OR_DIGITS.test(pieces.at(-1) ?? ''));
  return `${pieces.join('')}...`;
}
