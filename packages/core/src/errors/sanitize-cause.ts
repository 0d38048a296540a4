import type { Redact } from './redact.js';

const MAX_DEPTH = 4;

/**
 * A copy of an error that is safe to keep: name, code, message and stack, redacted, and the chain of causes. Nothing else
 * is taken over, because vendors' errors carry the request, and with it the credential.
 *
 * @returns undefined when `error` is nothing that can be described
 */
export function sanitizeCause(error: unknown, redact: Redact, depth = 0): Error | undefined {
  if (error === undefined || error === null) return undefined;
  if (typeof error !== 'object')
    return new Error(redact(`A value that is not an error was thrown: ${describe(error)}`));
  const source = error as { name?: unknown; message?: unknown; code?: unknown; stack?: unknown; cause?: unknown };
  const cause = depth < MAX_DEPTH ? sanitizeCause(source.cause, redact, depth + 1) : undefined;
  const message = typeof source.message === 'string' ? source.message : 'An object that is not an error was thrown';
  const copy = new Error(redact(message), cause ? { cause } : undefined);
  if (typeof source.name === 'string')
    Object.defineProperty(copy, 'name', { value: redact(source.name), enumerable: false });
  if (typeof source.code === 'string' || typeof source.code === 'number') {
    Object.defineProperty(copy, 'code', {
      value: typeof source.code === 'string' ? redact(source.code) : source.code,
      enumerable: true,
    });
  }
  Object.defineProperty(copy, 'stack', {
    value: typeof source.stack === 'string' ? redact(source.stack) : `${copy.name}: ${copy.message}`,
    enumerable: false,
    configurable: true,
    writable: true,
  });
  return copy;
}

/** What was thrown, where it prints as itself; of anything else only its kind. */
function describe(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
