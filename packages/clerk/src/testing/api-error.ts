/** A refusal in Clerk's own form. */
export class ClerkApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly parameter: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    facts: { readonly parameter?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = 'ClerkApiError';
    this.status = status;
    this.code = code;
    this.parameter = facts.parameter;
    this.headers = facts.headers ?? {};
  }
}

/** 404 for something that there is not. */
export const notFound = (what: string, id: string): ClerkApiError =>
  new ClerkApiError(404, 'resource_not_found', `No ${what} was found with id ${id}.`);

/** 422 for an identifier that somebody has. */
export const taken = (parameter: string): ClerkApiError =>
  new ClerkApiError(422, 'form_identifier_exists', `That ${parameter.replaceAll('_', ' ')} is taken.`, { parameter });

/** 422 for a parameter that is wrong. */
export const invalid = (parameter: string, message: string, code = 'form_param_value_invalid'): ClerkApiError =>
  new ClerkApiError(422, code, message, { parameter });

const BY_STATUS: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['bad_request', 'The request was malformed.'],
  401: ['clerk_key_invalid', 'The provided Clerk Secret Key is invalid.'],
  403: ['authorization_invalid', 'You are not authorized to perform this request.'],
  404: ['resource_not_found', 'The resource was not found.'],
  409: ['conflict', 'The request conflicts with another.'],
  422: ['form_param_value_invalid', 'A parameter is invalid.'],
  429: ['too_many_requests', 'Too many requests. Please try again in a bit.'],
};

/** The answer that Clerk gives with a status. */
export function genericError(status: number): ClerkApiError {
  const [code, message] = BY_STATUS[status] ?? ['internal_clerk_error', 'There was an internal error on our servers.'];
  return new ClerkApiError(status, code, message);
}

/** Clerk's body of a refusal. */
export function toErrorResponse(error: ClerkApiError, traceId: string): Response {
  const meta = error.parameter === undefined ? {} : { param_name: error.parameter };
  const body = {
    errors: [{ message: error.message, long_message: error.message, code: error.code, meta }],
    clerk_trace_id: traceId,
  };
  return Response.json(body, { status: error.status, headers: error.headers });
}
