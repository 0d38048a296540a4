import type { AnsweredResponse, Classification } from '@breakwater/core';
import { classifyFailure } from './classify-failure.js';

const LARGEST_ERROR = 1_000_000;

/** What an answer of Twilio's means, beyond what its status tells; undefined when it tells no more. */
export function classifyResponse(response: AnsweredResponse): Partial<Classification> | undefined {
  const { status } = response;
  if (status < 300) return classifySuccess(response);
  if (status < 400) return undefined;
  const { code, message } = readError(response.text());
  const failure = classifyFailure({ status, code, message });
  if (code !== undefined || message !== undefined) return failure;
  if (status === 404) return { ...failure, message: 'answered 404, and not as Twilio does' };
  return failure.outcome && { outcome: failure.outcome };
}

/**
 * Twilio answers every success with an object, or with nothing. Anything else, also one that breaks off, is of something in
 * between: nobody can tell from it what was done.
 */
function classifySuccess({ status, text }: AnsweredResponse): Partial<Classification> | undefined {
  const body = text();
  if (body.trim() === '' || isObject(parse(body))) return undefined;
  return {
    code: 'UNAVAILABLE',
    message: `answered ${status} with a body that is not Twilio's`,
    outcome: 'unknown',
    status,
  };
}

/** Both of Twilio's forms: `{ code, message }`, and problems by RFC 9457 with `title` and `detail`. */
function readError(text: string): { readonly code: number | undefined; readonly message: string | undefined } {
  const body = text.length > LARGEST_ERROR ? undefined : parse(text);
  if (!isObject(body)) return { code: undefined, message: undefined }; // A gateway's page: the status is all there is.
  const message = [body['message'], body['detail'], body['title']].find((told) => typeof told === 'string');
  return { code: toNumber(body['code']), message };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (body: unknown): body is Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

/** A number of Twilio's, of which 0 stands for none. */
export function toNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
