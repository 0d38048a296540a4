import { containsCardNumber, maskCardNumbers } from './card-number.js';
import { CREDENTIAL_SHAPES } from './credential-shapes.js';
import { createSecretsFilter, HIDDEN } from './hide-secrets.js';

/** Replaces what must not be seen in a text. */
export type Redact = (text: string) => string;

/** Options of {@link createRedactor}. */
export interface RedactorOptions {
  /** Exact strings to hide, such as the integration's own credentials. Shorter than 4 characters are ignored. */
  readonly secrets?: readonly string[];
  /** Also hide digit runs that pass the Luhn check. @default true */
  readonly cardNumbers?: boolean;
}

/**
 * Makes a function that hides credentials: the exact `secrets`, the known shapes of vendors' keys and tokens, and card
 * numbers.
 *
 * @example
 * ```ts
 * import { createRedactor } from '@breakwater/core';
 *
 * const redact = createRedactor({ secrets: ['my-api-key'] });
 * redact('refused my-api-key'); // 'refused [redacted]'
 * ```
 */
export function createRedactor(options: RedactorOptions = {}): Redact {
  const hideSecrets = createSecretsFilter(options.secrets ?? []);
  const cardNumbers = options.cardNumbers ?? true;
  return (text) => {
    let result = hideSecrets(text);
    for (const [shape, replacement] of CREDENTIAL_SHAPES) result = result.replace(shape, replacement);
    return cardNumbers && containsCardNumber(result) ? maskCardNumbers(result, HIDDEN) : result;
  };
}

const SENSITIVE_KEY =
  /^(?:proxy-)?authorization$|^(?:set-)?cookie$|password|secret|api[_-]?key|token|signature|private[_-]?key/i;
const MAX_DEPTH = 6;

/** A copy of plain data with every string redacted and the values of sensitive keys hidden. */
export function redactValue(value: unknown, redact: Redact, depth = 0): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number' || typeof value === 'bigint') {
    const text = String(value);
    return redact(text) === text ? value : HIDDEN;
  }
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : value;
  if (depth >= MAX_DEPTH) return '[nested]';
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact, depth + 1));
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    copy[redact(key)] =
      SENSITIVE_KEY.test(key) && item !== undefined && item !== null ? HIDDEN : redactValue(item, redact, depth + 1);
  }
  return copy;
}
