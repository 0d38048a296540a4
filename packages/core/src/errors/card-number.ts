/** Runs of 13 to 19 digits, single spaces or dashes allowed between them: the lengths that ISO/IEC 7812 cards have. */
const DIGIT_RUN = /(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d])/g;

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

/** Issuers' first digits: 2 to 6 (Mastercard, Amex, Diners, Visa, Discover, UnionPay). Epoch milliseconds begin with 1. */
function looksLikeCardNumber(run: string): boolean {
  const digits = run.replace(/[ -]/g, '');
  return /^[2-6]/.test(digits) && !/^(\d)\1*$/.test(digits) && passesLuhn(digits);
}

/** Whether `text` holds something that looks like a payment card number. */
export function containsCardNumber(text: string): boolean {
  for (const [run] of text.matchAll(DIGIT_RUN)) if (looksLikeCardNumber(run)) return true;
  return false;
}

/** `text` with each thing that looks like a payment card number replaced. */
export function maskCardNumbers(text: string, replacement: string): string {
  return text.replace(DIGIT_RUN, (run) => (looksLikeCardNumber(run) ? replacement : run));
}
