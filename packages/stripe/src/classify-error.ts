import type { Classification } from '@breakwater/core';
import { classifyFailure } from './classify-failure.js';
import { AdvisedError } from './operations/advised-error.js';

/** The fields of the SDK's errors that are read. Its `name` is always `Error`; `type` is the name of the class. */
interface StripeErrorFields {
  readonly type: string;
  readonly message?: unknown;
  readonly rawType?: unknown;
  readonly code?: unknown;
  readonly decline_code?: unknown;
  readonly statusCode?: unknown;
  readonly requestId?: unknown;
  readonly headers?: unknown;
  readonly detail?: unknown;
}

/** Whether an error is one of the Stripe SDK's, whichever copy or major of it made it. */
function isStripeError(error: unknown): error is StripeErrorFields {
  if (typeof error !== 'object' || error === null) return false;
  return typeof (error as StripeErrorFields).type === 'string' && 'rawType' in error && 'statusCode' in error;
}

const toText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * What an error of the Stripe SDK means; undefined for any other error. Decided by `type`, `statusCode`, `code` and
 * headers, never by the text of the message.
 */
export function classifyError(error: unknown): Classification | undefined {
  if (error instanceof AdvisedError) {
    const told = classifyError(error.cause);
    return told && { ...told, message: `${told.message}; ${error.advice}` };
  }
  if (!isStripeError(error)) return undefined;
  const requestId = toText(error.requestId);
  if (error.type === 'StripeConnectionError') return { ...classifyConnection(error), requestId };
  if (error.type === 'StripeSignatureVerificationError') {
    return { code: 'AUTHENTICATION', message: 'the webhook signature does not fit', outcome: 'not_applied' };
  }
  const headers =
    typeof error.headers === 'object' && error.headers !== null ? (error.headers as Record<string, unknown>) : {};
  return {
    ...classifyFailure({
      status: typeof error.statusCode === 'number' ? error.statusCode : undefined,
      type: toText(error.rawType),
      code: toText(error.code),
      declineCode: toText(error.decline_code),
      message: toText(error.message),
      shouldRetry: toText(headers['stripe-should-retry']),
    }),
    ...(requestId !== undefined && { requestId }),
  };
}

/** No answer: the SDK keeps what happened in `detail`, a Node error or one of its own. */
function classifyConnection(error: StripeErrorFields): Classification {
  const { code } = (typeof error.detail === 'object' && error.detail !== null ? error.detail : {}) as {
    code?: unknown;
  };
  return code === 'ETIMEDOUT'
    ? { code: 'TIMEOUT', message: 'no complete answer in time', outcome: 'unknown' }
    : { code: 'NETWORK', message: 'the connection failed', outcome: 'unknown' };
}
