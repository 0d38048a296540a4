import { isIntegrationError } from '@breakwater/core';
import type { SendGridClient, SendGridRequest } from '../sendgrid-client.js';

/** An answer of SendGrid's, as far as operations read it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** What the answer holds; `{}` where it holds nothing. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The same where it is a list; empty where it is none. */
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

/** Makes one request through the SDK. An answer in another form than the expected one is read as far as possible. */
export async function request(
  client: SendGridClient,
  method: SendGridRequest['method'],
  url: string,
  content: { readonly body?: object; readonly qs?: Readonly<Record<string, string | number>> } = {},
): Promise<Answer> {
  const [response, body] = await client.request({ method, url, ...content });
  const isObject = typeof body === 'object' && body !== null;
  return {
    status: response.statusCode,
    headers: response.headers,
    body: isObject && !Array.isArray(body) ? (body as Readonly<Record<string, unknown>>) : {},
    items: Array.isArray(body)
      ? (body as readonly unknown[]).filter(
          (item): item is Record<string, unknown> => typeof item === 'object' && item !== null,
        )
      : [],
  };
}

/** The status of the answer that the SDK, or our transport, threw an error for. */
export function statusOf(error: unknown): number | undefined {
  if (isIntegrationError(error)) return error.status;
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === 'number' ? code : undefined;
}
