const MAX_LENGTH = 500;

/** Name and message of whatever was thrown, redacted and then shortened: what a dead letter and an event may hold. */
export function describeError(error: unknown, redact: (text: string) => string): string {
  const source = error as { readonly name?: unknown; readonly message?: unknown } | null | undefined;
  const isError = typeof source === 'object' && source !== null && typeof source.message === 'string';
  const text = isError ? `${String(source.name)}: ${String(source.message)}` : `A ${typeof error} was thrown`;
  const safe = redact(text);
  return safe.length > MAX_LENGTH ? `${safe.slice(0, MAX_LENGTH - 3)}...` : safe;
}
