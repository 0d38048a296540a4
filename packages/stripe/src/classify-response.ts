import type { AnsweredResponse, Classification } from '@breakwater/core';
import { classifyFailure } from './classify-failure.js';

const LARGEST_ERROR = 1_000_000;

/** What an answer of Stripe's means, beyond what its status tells; undefined when it tells no more. */
export function classifyResponse(response: AnsweredResponse): Partial<Classification> | undefined {
  if (response.status < 400) return undefined;
  const error = readError(response.text());
  const shouldRetry = response.headers.get('stripe-should-retry') ?? undefined;
  const settled = isReplay(response) ? { settlesOutcome: true } : undefined;
  if (error === undefined)
    return shouldRetry === undefined ? settled : { ...settled, retryable: shouldRetry === 'true' };
  const failure = classifyFailure({
    status: response.status,
    type: toText(error['type']),
    code: toText(error['code']),
    declineCode: toText(error['decline_code']),
    message: toText(error['message']),
    shouldRetry,
  });
  return { ...failure, ...settled };
}

/**
 * Whether Stripe repeats what it answered to the first request with this key: then that is the one result of all attempts.
 * Source: https://docs.stripe.com/error-low-level#idempotency
 */
function isReplay({ headers }: AnsweredResponse): boolean {
  return headers.get('idempotent-replayed') === 'true';
}

/** The `error` of a body in Stripe's form. OAuth answers hold a word there instead, which is its type. */
function readError(text: string): Record<string, unknown> | undefined {
  if (text.length > LARGEST_ERROR) return undefined;
  try {
    const body = JSON.parse(text) as { error?: unknown; error_description?: unknown } | null;
    if (typeof body?.error === 'string') return { type: body.error, message: body.error_description };
    return typeof body?.error === 'object' && body.error !== null ? (body.error as Record<string, unknown>) : undefined;
  } catch {
    // A gateway's page of HTML: the status is all there is.
    return undefined;
  }
}

const toText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
