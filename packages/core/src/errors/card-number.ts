import { normalizeText, type Range } from './normalize-text.js';

/**
 * What may hold a card number: a chain of digit groups with one or two separators between them. UUIDs are matched first
 * and left alone, because one in five hundred has enough digits in a row to be taken for a card now and then.
 */
const CANDIDATE = /* @__PURE__ */ (() => {
  const uuid = String.raw`[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}(?![\da-z])`;
  const separators = String.raw`[\s._/\p{Pd}\p{Cc}\u2212]{1,2}`;
  return new RegExp(String.raw`(?<![\da-z])${uuid}|\d+(?:${separators}(?!${uuid})\d+)*`, 'giu');
})();

const IS_UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/**
 * Issuers by first digits and length (ISO/IEC 7812): Visa, Mastercard, Amex, Diners, JCB and Mir, then Discover, UnionPay
 * and Maestro. Dates and epoch milliseconds begin with 1 or 20, as no card does.
 */
const ISSUED =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|(?=\d{16}$)(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)\d+|3[47]\d{13}|(?=\d{14,19}$)3(?:0[0-59]|[689])\d+|(?=\d{16,19}$)(?:35(?:2[89]|[3-8])|220[0-4])\d+|(?=\d{13,19}$)(?:50|5[6-8]|6)\d+)$/;

const SHORTEST_CARD = 13;
const LONGEST_CARD = 19;

/** Whether `digits` passes the Luhn check (ISO/IEC 7812-1, annex B). */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    let digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    if (index % 2 === 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

const isCardNumber = (digits: string): boolean =>
  ISSUED.test(digits) && !/^(\d)\1*$/.test(digits) && passesLuhn(digits);

/** Digits inside a long hexadecimal text, such as a digest or a trace id: chance, not a card. */
function isInsideHexadecimal(text: string, { start, end }: Range): boolean {
  const before = /[\da-z]*$/i.exec(text.slice(Math.max(0, start - 64), start))?.[0] ?? '';
  const after = /^[\da-z]*/i.exec(text.slice(end, end + 64))?.[0] ?? '';
  const run = before + text.slice(start, end) + after;
  return /^(?:0x)?[\da-f]{24,}$/i.test(run) && run.replace(/^0x|\d/gi, '').length >= 2;
}

/** A group of digits, and the separators before it. */
interface Group extends Range {
  readonly digits: string;
  readonly gap: string;
}

/** The digits after a decimal point. In a version, such as `v1.2` or `1.2.3`, it is none. */
function isFraction(text: string, integer: Group | undefined, { gap }: Group): boolean {
  return integer !== undefined && gap === '.' && integer.gap !== '.' && !/\p{L}/u.test(text.charAt(integer.start - 1));
}

/**
 * Whether groups stand as those of one number do. With single spaces or dashes between them they may be of any size; with
 * anything else, which also stands between numbers of their own, they are as even as on a card.
 */
function areOfOneNumber(groups: readonly Group[]): boolean {
  if (groups.slice(1).every(({ gap }) => gap === ' ' || gap === '-')) return true;
  const sizes = groups.map(({ digits }) => digits.length);
  const [first = 0] = sizes;
  const isEven =
    first >= 4 && sizes.every((size, index) => size === first || (index === sizes.length - 1 && size < first));
  return sizes.length >= 3 && (isEven || /^4,6,[45]$/.test(sizes.join()));
}

/** The groups of a chain that are a card number, from the `first` on, or undefined. */
function findCard(text: string, chain: readonly Group[], first: number): readonly Group[] | undefined {
  let digits = '';
  for (let last = first; last < chain.length; last++) {
    digits += chain[last]?.digits ?? '';
    if (digits.length > LONGEST_CARD) return undefined;
    if (digits.length < SHORTEST_CARD || !isCardNumber(digits)) continue;
    const groups = chain.slice(first, last + 1);
    const [group] = groups;
    if (groups.length === 1 && group && (isFraction(text, chain[first - 1], group) || isInsideHexadecimal(text, group)))
      return undefined;
    if (areOfOneNumber(groups)) return groups;
  }
  return undefined;
}

/** Where card numbers stand in a text. A card is one or more whole groups, whatever else stands beside it in the chain. */
function* findCardNumbers(source: string): Generator<Range> {
  const { text, toSource } = normalizeText(source);
  for (const { 0: match, index: offset } of text.matchAll(CANDIDATE)) {
    if (match.length < SHORTEST_CARD || IS_UUID.test(match)) continue;
    const chain = [...match.matchAll(/(\D*)(\d+)/g)].map(({ 1: gap = '', 2: digits = '', index }): Group => {
      const start = offset + index + gap.length;
      return { digits, gap, start, end: start + digits.length };
    });
    for (let first = 0; first < chain.length; first++) {
      const card = findCard(text, chain, first);
      const start = card?.[0]?.start;
      const end = card?.at(-1)?.end;
      if (card === undefined || start === undefined || end === undefined) continue;
      yield toSource({ start, end });
      first += card.length - 1;
    }
  }
}

/** Whether `text` holds something that looks like a payment card number. */
export function containsCardNumber(text: string): boolean {
  return findCardNumbers(text).next().done !== true;
}

/** `text` with each thing that looks like a payment card number replaced. */
export function maskCardNumbers(text: string, replacement: string): string {
  let masked = '';
  let from = 0;
  for (const { start, end } of findCardNumbers(text)) {
    masked += text.slice(from, start) + replacement;
    from = end;
  }
  return masked + text.slice(from);
}
