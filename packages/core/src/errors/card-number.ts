/**
 * What may hold a card number: a chain of digit groups with single spaces or dashes between them. UUIDs are matched first
 * and left alone, because one in five hundred has enough digits in a row to be taken for a card now and then.
 */
const CANDIDATE = /(?<![\da-z])[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}(?![\da-z])|(?<!\d|\d\.)\d+(?:[ \u00A0-]\d+)*/gi;

const UUID_LENGTH = 36;

/**
 * Issuers by first digits and length (ISO/IEC 7812): Visa, Mastercard, Amex, Diners, JCB and Mir, then Discover, UnionPay
 * and Maestro. Dates and epoch milliseconds begin with 1 or 20, as no card does.
 */
const ISSUED =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|(?=\d{16}$)(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)\d+|3[47]\d{13}|(?=\d{14,19}$)3(?:0[0-59]|[689])\d+|(?=\d{16,19}$)(?:35(?:2[89]|[3-8])|220[0-4])\d+|(?=\d{13,19}$)(?:50|5[6-8]|6)\d+)$/;

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
function isInsideHexadecimal(text: string, start: number, end: number): boolean {
  const before = /[\da-z]*$/i.exec(text.slice(Math.max(0, start - 64), start))?.[0] ?? '';
  const after = /^[\da-z]*/i.exec(text.slice(end, end + 64))?.[0] ?? '';
  const letters = (before + after).replace(/\d/g, '');
  return letters.length >= 2 && /^[a-f]+$/i.test(letters) && end - start + before.length + after.length >= 16;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where card numbers stand in a text. A card is one or more whole groups, whatever else stands beside it in the chain. */
function* findCardNumbers(text: string): Generator<Range> {
  for (const { 0: chain, index: offset } of text.matchAll(CANDIDATE)) {
    if (chain.length === UUID_LENGTH && /^[\da-f]{8}-[\da-f]{4}-/i.test(chain)) continue;
    const groups = [...chain.matchAll(/\d+/g)].map(({ 0: digits, index }) => ({ digits, index }));
    for (let first = 0; first < groups.length; first++) {
      let digits = '';
      for (let last = first; last < groups.length && digits.length < 19; last++) {
        digits += groups[last]?.digits ?? '';
        if (!isCardNumber(digits)) continue;
        const start = offset + (groups[first]?.index ?? 0);
        const end = offset + (groups[last]?.index ?? 0) + (groups[last]?.digits.length ?? 0);
        if (!isInsideHexadecimal(text, start, end)) yield { start, end };
        first = last;
        break;
      }
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
