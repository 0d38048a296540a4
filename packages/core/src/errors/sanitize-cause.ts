import type { Redact } from './redact.js';

const MAX_DEPTH = 4;

/**
 * A copy of an error that is safe to keep: name, code, message and stack, redacted, and the chain of causes. Nothing else
 * is taken over, because vendors' errors carry the request, and with it the credential. Never throws, whatever was thrown.
 *
 * @returns undefined when `error` is nothing that can be described
 */
export function sanitizeCause(error: unknown, redact: Redact, depth = 0): Error | undefined {
  if (error === undefined || error === null) return undefined;
  const hide = (text: string): string => redactOrHide(text, redact);
  if (typeof error !== 'object') return new Error(hide(`A value that is not an error was thrown: ${describe(error)}`));
  const [name, message, code, stack] = ['name', 'message', 'code', 'stack'].map((field) => read(error, field));
  const cause = depth < MAX_DEPTH ? sanitizeCause(read(error, 'cause'), redact, depth + 1) : undefined;
  const text = typeof message === 'string' ? message : 'An object that is not an error was thrown';
  const copy = new Error(hide(text), cause ? { cause } : undefined);
  if (typeof name === 'string') Object.defineProperty(copy, 'name', { value: hide(name), enumerable: false });
  if (typeof code === 'string' || typeof code === 'number') {
    Object.defineProperty(copy, 'code', { value: typeof code === 'string' ? hide(code) : code, enumerable: true });
  }
  Object.defineProperty(copy, 'stack', {
    value: typeof stack === 'string' ? hide(stack) : `${copy.name}: ${copy.message}`,
    enumerable: false,
    configurable: true,
    writable: true,
  });
  return copy;
}

/** A field of something foreign. What is no longer there, or throws when it is looked at, is nothing. */
function read(source: object, field: string): unknown {
  try {
    return (source as Readonly<Record<string, unknown>>)[field];
  } catch {
    return undefined;
  }
}

/** A redactor may be the application's own: where it fails, nothing is shown. */
function redactOrHide(text: string, redact: Redact): string {
  try {
    return redact(text);
  } catch {
    return '[redacted]';
  }
}

/** What was thrown, where it prints as itself; of anything else only its kind. */
function describe(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
