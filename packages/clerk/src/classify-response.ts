import type { AnsweredResponse, Classification } from '@breakwater/core';
import { classifyFailure, toText } from './classify-failure.js';

const LARGEST_ERROR = 1_000_000;

/** An answer of Clerk's to a request that failed. Every field comes from outside. */
interface ErrorBody {
  readonly errors?: unknown;
  readonly clerk_trace_id?: unknown;
}

/** What an answer of Clerk's means, beyond what its status tells; undefined when it tells no more. */
export function classifyResponse(response: AnsweredResponse): Partial<Classification> | undefined {
  if (response.status < 400) return undefined;
  const body = readBody(response.text());
  const traceId = toText(body?.clerk_trace_id) ?? toText(response.headers.get('cf-ray'));
  const first: unknown = Array.isArray(body?.errors) ? body.errors[0] : undefined;
  if (typeof first !== 'object' || first === null) return traceId === undefined ? undefined : { requestId: traceId };
  const { code, message, long_message: longMessage, meta } = first as Readonly<Record<string, unknown>>;
  const parameter =
    typeof meta === 'object' && meta !== null ? (meta as { param_name?: unknown }).param_name : undefined;
  return classifyFailure({
    status: response.status,
    code: toText(code),
    message: toText(longMessage) ?? toText(message),
    parameter: toText(parameter),
    traceId,
  });
}

function readBody(text: string): ErrorBody | undefined {
  if (text.length > LARGEST_ERROR) return undefined;
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : undefined;
  } catch {
    // A gateway's page of HTML: the status is all there is.
    return undefined;
  }
}
