import { type Classification, classifyResponse } from '@breakwater/core';
import { toOutcome } from './classify-response.js';
import { toDetails } from './read-answer-errors.js';

/** The fields of the SDK's `ResponseError` that are read. Read in classes/response-error.js of @sendgrid/helpers@8.0.0. */
interface ResponseErrorFields {
  readonly code: number;
  readonly response: { readonly headers?: unknown; readonly body?: unknown };
}

/** Whether an error is the SDK's, whichever copy of it made it. Its `code` is the status, a number. */
function isResponseError(error: unknown): error is ResponseErrorFields {
  if (typeof error !== 'object' || error === null) return false;
  const { code, response } = error as Partial<Record<keyof ResponseErrorFields, unknown>>;
  return typeof code === 'number' && typeof response === 'object' && response !== null;
}

/**
 * What an error of the SDK means; undefined for any other error. Decided by status and headers, never by the text of the
 * message. Where no answer came the SDK hands on what our transport threw, which says everything itself.
 */
export function classifyError(error: unknown): Classification | undefined {
  if (!isResponseError(error)) return undefined;
  const answer = { status: error.code, headers: new Headers(), text: () => '' };
  const standard = classifyResponse(answer, 0) ?? {
    code: 'UNAVAILABLE',
    message: `answered with status ${error.code}`,
    outcome: 'unknown',
    status: error.code,
  };
  return { ...standard, ...toOutcome(error.code), ...toDetails(error.response.body) };
}
