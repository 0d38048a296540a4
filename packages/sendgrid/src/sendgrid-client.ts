import type mail from '@sendgrid/mail';

/** A request of the SDK's API client. */
export interface SendGridRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path, such as `/v3/templates`. */
  readonly url: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Parameters of the query. */
  readonly qs?: Readonly<Record<string, unknown>> | undefined;
  /** Headers of the HTTP request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An answer as the SDK's API client gives it. */
export interface SendGridResponse {
  readonly statusCode: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * What `client()` gives: the SDK's own `MailService` (`send`, `sendMultiple`, and whatever it gets), and beside it `request`
 * of its API client, for the rest of SendGrid's API. Both run under the policy, and throw the SDK's `ResponseError` for an
 * answer that is a failure.
 */
export type SendGridClient = typeof mail & {
  /** `request` of the SDK's API client, whose own type does not come through the types of `@sendgrid/mail`. */
  request(request: SendGridRequest): Promise<[response: SendGridResponse, body: unknown]>;
};

/** The module `@sendgrid/mail`, as `import('@sendgrid/mail')` gives it. */
export interface SendGridModule {
  readonly default: unknown;
}
