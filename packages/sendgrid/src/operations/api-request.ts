import { IntegrationError, isIntegrationError } from '@breakwater/core';
import type { SendGridClient, SendGridRequest } from '../sendgrid-client.js';

/** An answer of SendGrid's. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** As it came: a text where it was no JSON. */
  readonly body: unknown;
}

/** Makes one request through the SDK. */
export async function request(
  client: SendGridClient,
  method: SendGridRequest['method'],
  url: string,
  content: { readonly body?: object; readonly qs?: Readonly<Record<string, string | number>> } = {},
): Promise<Answer> {
  const [{ statusCode: status, headers }, body] = await client.request({ method, url, ...content });
  return { status, headers, body };
}

/** An object of an answer; undefined for anything else. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/**
 * The error for an answer that says it is a success, and is not the one that SendGrid describes: something between us may
 * have written it, so that nothing is read out of it. A write may have been applied, which `run` adds.
 *
 * @param expected what the answer has to be, in words that complete "something else than ..."
 */
export function createAnswerError({ status }: Answer, operation: string, expected: string): IntegrationError {
  return new IntegrationError({
    code: 'UNAVAILABLE',
    service: 'sendgrid',
    operation,
    message: `sendgrid ${operation}: answered ${status} with something else than ${expected}`,
    status,
  });
}

/** Takes the answer to a change that has nothing to tell. @throws IntegrationError `UNAVAILABLE` for any other answer */
export function assertDone(answer: Answer, operation: string): void {
  if (answer.status !== 204) throw createAnswerError(answer, operation, '204 without content');
}

/** The status of the answer that the SDK, or our transport, threw an error for. */
export function statusOf(error: unknown): number | undefined {
  if (isIntegrationError(error)) return error.status;
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === 'number' ? code : undefined;
}

/** Whether SendGrid itself says that there is no such thing. A 404 in another form is a gateway's, and says nothing of it. */
export function isAbsence(error: unknown): boolean {
  if (statusOf(error) !== 404) return false;
  const { response } = Object(error) as { readonly response?: { readonly body?: unknown } | null };
  const errors = asRecord(response?.body)?.['errors'];
  return Array.isArray(errors) && errors.some((item) => typeof asRecord(item)?.['message'] === 'string');
}
