import type { Classification } from '../resilience/classification.js';
import { classifyStatus } from '../resilience/classify-status.js';
import { parseRetryAfter } from '../resilience/retry-after.js';

/** An answer whose body has been read. */
export interface AnsweredResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The body as text, decoded when it is asked for. */
  readonly text: () => string;
}

/** Names under which vendors send the id of a request. */
const REQUEST_ID_HEADERS = ['request-id', 'x-request-id', 'x-message-id', 'twilio-request-id', 'x-amzn-requestid'];

/** What an HTTP answer means by its status and headers: undefined for success. */
export function classifyResponse(response: AnsweredResponse, now: number): Classification | undefined {
  if (response.status < 400) return undefined;
  const standard = classifyStatus(response.status, parseRetryAfter(response.headers, now));
  return standard && { ...standard, requestId: findRequestId(response.headers) };
}

/** The vendor's id of a request, from the headers in use. */
function findRequestId(headers: Headers): string | undefined {
  for (const name of REQUEST_ID_HEADERS) {
    const id = headers.get(name);
    if (id !== null && id.length <= 128) return id;
  }
  return undefined;
}

/** Larger texts are looked at from outside only: parsing them twice would be felt. */
const MAX_PARSED = 65_536;
const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '"': '"' };

/**
 * A successful status over a page of HTML, or over JSON that breaks off, comes from something between us and the vendor: the
 * request may have been applied, but nobody can tell from this answer.
 */
export function classifyForeignBody(response: AnsweredResponse): Classification | undefined {
  if (response.status === 204) return undefined;
  const text = response.text().trim();
  const type = response.headers.get('content-type') ?? '';
  const saysJson = /\bjson\b/i.test(type);
  if (text === '' || (saysJson ? isWhole(text) : /^[{[]/.test(text))) return undefined;
  const what = saysJson ? 'what cannot be read' : type === '' ? 'an unknown type' : type.slice(0, 60);
  return {
    code: 'UNAVAILABLE',
    message: `answered ${response.status} with ${what} where JSON was due`,
    outcome: 'unknown',
    status: response.status,
    requestId: findRequestId(response.headers),
  };
}

function isWhole(json: string): boolean {
  if (json.length > MAX_PARSED) return json.endsWith(CLOSING[json.charAt(0)] ?? '');
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

/**
 * A redirect that was not followed. Writes never are: their body and key would go to whatever address the answer names,
 * and a 302 would turn them into reads whose success says nothing.
 */
export function classifyRedirect(response: AnsweredResponse): Classification | undefined {
  const { status, headers } = response;
  if (status < 300 || status > 399 || status === 304 || !headers.has('location')) return undefined;
  return {
    code: 'UNAVAILABLE',
    message: `answered with a redirect (${status})`,
    outcome: 'unknown',
    retryable: false,
    status,
  };
}
