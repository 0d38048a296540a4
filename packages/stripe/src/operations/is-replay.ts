/**
 * Whether Stripe repeated an earlier answer, because the key of the request was used before: what it shows is how things
 * stood then. The SDK gives headers as the HTTP client has them, and a fetch client has `Headers`.
 */
export function isReplay({ lastResponse }: { readonly lastResponse?: { readonly headers?: unknown } }): boolean {
  const headers = lastResponse?.headers;
  const name = 'idempotent-replayed';
  const value: unknown =
    headers instanceof Headers ? headers.get(name) : (Object(headers) as Record<string, unknown>)[name];
  return value === 'true';
}
