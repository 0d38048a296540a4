import { cutText } from '../errors/cut-text.js';
import { createRedactor, type Redact } from '../errors/redact.js';

/** Hides credentials and card numbers. */
const redact: Redact = /* @__PURE__ */ createRedactor();

/** Prints a text such as a refused key: shortened and redacted, never more than a line. */
export function printText(value: string): string {
  const text = redact(cutText(value)).replace(/[\p{Cc}\p{Cf}]/gu, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Prints a value that would be right. JSON has no word for infinity. */
export const printChoice = (value: string | number | boolean): string =>
  typeof value === 'string' ? JSON.stringify(value) : String(value);

/** Prints a refused value, shortened and redacted, never more than a line. */
export function printValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(printText(value));
  if (typeof value === 'number' || typeof value === 'bigint') return printText(String(value));
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
