/** Whether an error of the SDK is a refusal with one of Twilio's numbers. A 5xx refuses nothing, whatever it carries. */
export function hasCode(error: unknown, ...codes: readonly number[]): boolean {
  const { code, status } = Object(error) as { readonly code?: unknown; readonly status?: unknown };
  return typeof code === 'number' && codes.includes(code) && Number(status) < 500;
}

/** Whether an error says that Twilio has no such thing. A 404 without Twilio's number is of something in between. */
export function isNotFound(error: unknown): boolean {
  return hasCode(error, 20_404);
}
