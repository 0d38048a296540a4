import type { AnsweredResponse, Classification } from '@breakwater/core';
import { classifyFailure } from './classify-failure.js';

const LARGEST_ERROR = 1_000_000;

/** What an answer of Twilio's means, beyond what its status tells; undefined when it tells no more. */
export function classifyResponse(response: AnsweredResponse): Partial<Classification> | undefined {
  if (response.status < 400) return undefined;
  const { code, message } = readError(response.text());
  if (code === undefined && message === undefined) return undefined;
  return classifyFailure({ status: response.status, code, message });
}

/** Both of Twilio's forms: `{ code, message }`, and problems by RFC 9457 with `title` and `detail`. */
function readError(text: string): { readonly code: number | undefined; readonly message: string | undefined } {
  if (text.length > LARGEST_ERROR) return { code: undefined, message: undefined };
  try {
    const body = Object(JSON.parse(text)) as Record<string, unknown>;
    const message = [body['message'], body['detail'], body['title']].find((told) => typeof told === 'string');
    return { code: toNumber(body['code']), message };
  } catch {
    return { code: undefined, message: undefined }; // A gateway's page of HTML: the status is all there is.
  }
}

/** A number of Twilio's, of which 0 stands for none. */
export function toNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
