import { createRedactor, type Redact } from '../errors/redact.js';

/** Hides credentials and card numbers in refused values and keys. */
export const redact: Redact = /* @__PURE__ */ createRedactor();

/** Prints a refused value, shortened and redacted, never more than a line. */
export function printValue(value: unknown): string {
  if (typeof value === 'string') {
    const text = redact(value).replace(/[\p{Cc}\p{Cf}]/gu, ' ');
    return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
  }
  if (typeof value === 'number' || typeof value === 'bigint') return redact(String(value));
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
