/** A refusal in Twilio's words. */
export class TwilioApiError extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What the number of an error is for a status that has no reason of its own. */
const BY_STATUS: Readonly<Record<number, number>> = {
  400: 20001,
  401: 20003,
  403: 20003,
  404: 20404,
  405: 20004,
  409: 20409,
  429: 20429,
  503: 20503,
};

/** An error without a reason of its own. */
export function genericError(status: number): TwilioApiError {
  const messages: Readonly<Record<number, string>> = { 401: 'Authenticate', 429: 'Too Many Requests' };
  return new TwilioApiError(
    status,
    BY_STATUS[status] ?? 20500,
    messages[status] ?? 'An internal server error has occurred',
  );
}

/** The body of an error. */
export function toErrorBody({ status, code, message }: TwilioApiError): Readonly<Record<string, unknown>> {
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}

/** There is no such thing. */
export function notFound(path: string): TwilioApiError {
  return new TwilioApiError(404, 20404, `The requested resource ${path} was not found`);
}

/** A parameter is not one of those that the vendor describes. */
export function badRequest(message: string): TwilioApiError {
  return new TwilioApiError(400, 20001, message);
}
