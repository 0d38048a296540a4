import { type Classification, classifyResponse as classifyByStatus, isIntegrationError } from '@breakwater/core';
import { classifyRefusal, toText } from './classify-response.js';

/**
 * The fields of the SDK's errors that are read. Read in `errors.ts` of @algolia/client-common@5.64.0; @5.35.0 has no
 * `correlationId`.
 */
interface AlgoliaErrorFields {
  readonly name: string;
  readonly message?: unknown;
  readonly status?: unknown;
  readonly correlationId?: unknown;
  readonly error?: { readonly code?: unknown } | null;
  readonly stackTrace?: unknown;
}

/** What one request came to, as the SDK keeps it. `failure` is there where our requester had no answer to give. */
interface LastResponse {
  readonly status?: unknown;
  readonly isTimedOut?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly failure?: unknown;
}

const NAMES: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'ApiError',
  'DetailedApiError',
  'RetryError',
  'DeserializationError',
]);

/**
 * The SDK's waiting helpers give up with a plain Error: there is nothing but its text. Read in `waitForTask` and
 * `waitForApiKey` of @algolia/client-search@5.35.0, which has the second one, and @5.64.0.
 */
const STOPPED_WAITING =
  /^(?:Stopped waiting for the (?:task|API key operation) after|The maximum number of retries exceeded\. \(\d)/;

function isAlgoliaError(error: unknown): error is AlgoliaErrorFields {
  return error instanceof Error && NAMES.has(error.name) && ('stackTrace' in error || 'response' in error);
}

/** What an error of the SDK means, whichever copy of it made it; undefined for any other error. */
export function classifyError(error: unknown): Classification | undefined {
  if (error instanceof Error && error.name === 'Error' && STOPPED_WAITING.test(error.message)) {
    return { code: 'TIMEOUT', message: 'stopped waiting for a task, which may still be done', outcome: 'unknown' };
  }
  if (!isAlgoliaError(error)) return undefined;
  // Older versions keep the id in the answer alone.
  const requestId = toText(error.correlationId) ?? toText(last(error)?.headers?.['correlation-id']);
  const id = requestId === undefined ? {} : { requestId };
  if (error.name === 'RetryError') return { ...classifyUnanswered(error), ...id };
  if (error.name === 'DeserializationError') {
    return { code: 'UNAVAILABLE', message: 'the answer is no JSON', outcome: 'unknown', ...id };
  }
  const { status } = error;
  if (typeof status !== 'number') return { code: 'UNKNOWN', message: 'failed without a status', ...id };
  const standard = classifyByStatus({ status, headers: readHeaders(last(error)), text: () => '' }, 0);
  return {
    ...(standard ?? { code: 'UNKNOWN', message: `answered with status ${status}`, status }),
    ...classifyRefusal(status, { message: toText(error.message), code: toText(error.error?.code) }),
    ...id,
  };
}

/**
 * The SDK has one error for all that brought no usable answer, and one text, which blames the application id whatever
 * happened (algoliasearch-client-javascript#1588). What happened is in its last request.
 */
function classifyUnanswered(error: AlgoliaErrorFields): Classification {
  const response = last(error);
  if (isIntegrationError(response?.failure)) {
    const { code, message, outcome, retryable, status, retryAfterMs } = response.failure;
    return { code, message, outcome, retryable, status, retryAfterMs };
  }
  if (response?.isTimedOut === true)
    return { code: 'TIMEOUT', message: 'no complete answer in time', outcome: 'unknown' };
  const status = typeof response?.status === 'number' && response.status > 0 ? response.status : undefined;
  if (status === undefined) return { code: 'NETWORK', message: 'the connection failed', outcome: 'unknown' };
  const standard = classifyByStatus({ status, headers: readHeaders(response), text: () => '' }, 0);
  return standard ?? { code: 'UNAVAILABLE', message: `answered with status ${status}`, outcome: 'unknown', status };
}

function last({ stackTrace }: AlgoliaErrorFields): LastResponse | undefined {
  const frame: unknown = Array.isArray(stackTrace) ? stackTrace.at(-1) : undefined;
  return (frame as { response?: LastResponse | null } | undefined)?.response ?? undefined;
}

/** Dates are left out, for want of a time to compare them with: only the seconds of `retry-after` are read here. */
function readHeaders(response: LastResponse | undefined): Headers {
  const seconds = response?.headers?.['retry-after'];
  return typeof seconds === 'string' && /^\d{1,9}$/.test(seconds)
    ? new Headers({ 'retry-after': seconds })
    : new Headers();
}
