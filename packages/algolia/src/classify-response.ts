import type { AnsweredResponse, Classification } from '@breakwater/core';

const LARGEST_ERROR = 1_000_000;
const MAX_MESSAGE = 300;

/**
 * What Algolia says of wrong credentials. It answers 403 as it does for a right key that lacks a permission, with nothing
 * but the text between them. Source: https://www.algolia.com/doc/api-reference/error-handling
 */
const WRONG_CREDENTIALS = 'Invalid Application-ID or API key';

/** What an answer of Algolia's means, beyond what its status tells; undefined when it tells no more. */
export function classifyResponse(response: AnsweredResponse): Partial<Classification> | undefined {
  if (response.status < 400) return undefined;
  const requestId = response.headers.get('correlation-id') ?? undefined;
  return {
    ...classifyRefusal(response.status, readError(response.text())),
    ...(requestId !== undefined && requestId.length <= 128 && { requestId }),
  };
}

/** What Algolia says of a refusal, from an answer or from an error of the SDK. */
export interface AlgoliaRefusal {
  /** Text for people. */
  readonly message?: string | undefined;
  /** Only the newer APIs have codes, such as that of ingestion. */
  readonly code?: string | undefined;
}

/** The part of a classification that the body of an answer tells. */
export function classifyRefusal(status: number, { message, code }: AlgoliaRefusal): Partial<Classification> {
  return {
    ...(message !== undefined && { message: message.slice(0, MAX_MESSAGE) }),
    ...(code !== undefined && { vendorCode: code }),
    ...(status === 403 && message?.startsWith(WRONG_CREDENTIALS) === true && { code: 'AUTHENTICATION' as const }),
  };
}

function readError(text: string): AlgoliaRefusal {
  if (text.length > LARGEST_ERROR) return {};
  try {
    const body = JSON.parse(text) as { message?: unknown; error?: { code?: unknown; message?: unknown } | null } | null;
    return { message: toText(body?.message) ?? toText(body?.error?.message), code: toText(body?.error?.code) };
  } catch {
    return {}; // A gateway's page of HTML: the status is all there is.
  }
}

/** A string that says something. */
export const toText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
