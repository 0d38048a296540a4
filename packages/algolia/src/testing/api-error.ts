/** What Algolia refuses, in the shape of its errors. */
export class AlgoliaApiError extends Error {
  override readonly name: string = 'AlgoliaApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The answer for a refusal. */
export function toErrorResponse(status: number, message: string): Response {
  return toJsonResponse(status, { message, status });
}

/** An answer as Algolia gives them, with the id that its support asks for. */
export function toJsonResponse(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { 'correlation-id': 'emulated-correlation' } });
}
