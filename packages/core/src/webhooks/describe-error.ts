const MAX_LENGTH = 500;

/** Name and message of whatever was thrown, redacted and then shortened: what a dead letter and an event may hold. */
export function describeError(error: unknown, redact: (text: string) => string): string {
  const { name, message } = Object(error) as { readonly name?: unknown; readonly message?: unknown };
  const title = typeof name === 'string' ? name : 'Error';
  const text = typeof message === 'string' ? `${title}: ${message}` : `A value of type ${typeof error} was thrown`;
  const safe = redact(text);
  return safe.length > MAX_LENGTH ? `${safe.slice(0, MAX_LENGTH - 3)}...` : safe;
}
