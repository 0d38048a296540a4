import { cutText } from '../../errors/cut-text.js';

const MAX_LENGTH = 500;

/**
 * Name and message of whatever was thrown, redacted and then shortened: what a dead letter and an event may hold. Never
 * throws, also where what was thrown does so when it is looked at.
 */
export function describeError(error: unknown, redact: (text: string) => string): string {
  try {
    const { name, message } = Object(error) as { readonly name?: unknown; readonly message?: unknown };
    const title = typeof name === 'string' ? name : 'Error';
    const text = typeof message === 'string' ? `${title}: ${message}` : `A value of type ${typeof error} was thrown`;
    const safe = redact(cutText(text));
    return safe.length > MAX_LENGTH ? `${safe.slice(0, MAX_LENGTH - 3)}...` : safe;
  } catch {
    return `A value of type ${typeof error} was thrown, and it cannot be described`;
  }
}
