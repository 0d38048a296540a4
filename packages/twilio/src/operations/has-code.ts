/** Whether an error of the SDK carries one of Twilio's numbers. */
export function hasCode(error: unknown, ...codes: readonly number[]): boolean {
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === 'number' && codes.includes(code);
}

/** Whether an error of the SDK says that there is no such thing. */
export function isNotFound(error: unknown): boolean {
  return (Object(error) as { readonly status?: unknown }).status === 404;
}
