/** One error of an answer, in SendGrid's shape. */
export interface ApiError {
  readonly message: string;
  /** The parameter, such as `personalizations.0.to`. */
  readonly field: string | null;
  readonly help?: string | null;
}

/** An answer with JSON. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(body, { status, headers });
}

/** An answer without a body. */
export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status, headers });
}

/** A refusal in SendGrid's shape. */
export function refusal(status: number, ...errors: readonly ApiError[]): Response {
  return json(status, { errors: errors.map(({ message, field, help = null }) => ({ message, field, help })) });
}

const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'bad request',
  401: 'authorization required',
  403: 'access forbidden',
  404: 'not found',
  405: 'method not allowed',
  413: 'the request is too large',
  415: 'the content has to be JSON',
  429: 'too many requests',
  500: 'an error in the service',
  503: 'the service is not available',
};

/** A refusal that says no more than its status. */
export function plainRefusal(status: number): Response {
  return refusal(status, { message: BY_STATUS[status] ?? `status ${status}`, field: null });
}
