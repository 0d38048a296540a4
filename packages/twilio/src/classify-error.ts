import type { Classification } from '@breakwater/core';
import { classifyFailure } from './classify-failure.js';
import { toNumber } from './classify-response.js';

/**
 * The fields that are read of `RestException` and of `TwilioServiceException`, which the SDK does not export. Read in
 * base/RestException.js and base/TwilioServiceException.js of twilio@6.2.0.
 */
interface TwilioErrorFields {
  readonly status: number;
  readonly code?: unknown;
  readonly message?: unknown;
}

/** Whether an error is the SDK's, whichever copy of it made it: both classes have the status of the answer. */
function isTwilioError(error: unknown): error is TwilioErrorFields {
  if (!(error instanceof Error)) return false;
  const { status } = error as { status?: unknown };
  return typeof status === 'number' && status >= 300 && status <= 599;
}

/**
 * What an error of the SDK means; undefined for any other error. Decided by status and number, never by the text of the
 * message. Headers are not there: the SDK drops them, and the transport has seen them.
 */
export function classifyError(error: unknown): Classification | undefined {
  if (!isTwilioError(error)) return undefined;
  const message = typeof error.message === 'string' && error.message !== '' ? error.message : undefined;
  return classifyFailure({ status: error.status, code: toNumber(error.code), message });
}
