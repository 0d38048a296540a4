import { IntegrationError, ResponseTooLargeError, readBody, toBufferedResponse } from '@breakwater/core';

/** The most bytes of an answer that are read. What core's transport reads at most, too. */
const MAX_BYTES = 64 * 1024 * 1024;

/** An answer that was read to its end. */
export interface Answer {
  readonly response: Response;
  /** Whether Algolia said it: a gateway's page, a cut text and a redirect are somebody else's words. */
  readonly isAlgolias: boolean;
}

/**
 * Reads an answer to its end, and judges whose it is.
 *
 * @throws IntegrationError `UNAVAILABLE` for one that is too large, and what the body fails with
 */
export async function readAnswer(given: Response): Promise<Answer> {
  const { status } = given;
  const bytes = await readBody(given, MAX_BYTES).catch((error: unknown): never => {
    throw error instanceof ResponseTooLargeError ? createFailure(error.message, status, false) : error;
  });
  return { response: toBufferedResponse(given, bytes), isAlgolias: isAlgolias(status, bytes) };
}

/**
 * The failure that an answer stands for that nobody may believe: one that calls itself a success, and one that says that
 * something is not there. Undefined for those whose status says enough.
 */
export function toForeignFailure({ response: { status, headers }, isAlgolias: isOwn }: Answer): Error | undefined {
  if (isOwn || !(status < 300 || status === 404 || status === 410)) return undefined;
  const type = headers.get('content-type')?.slice(0, 60) ?? 'an unknown type';
  return createFailure(`answered ${status} with ${type}, and not with what Algolia says`, status);
}

function isAlgolias(status: number, bytes: Uint8Array): boolean {
  if (status >= 300 && status < 400) return false;
  const body = parse(bytes);
  if (typeof body !== 'object' || body === null) return false;
  if (status !== 404 && status !== 410) return true;
  // A gateway's 404 is JSON at times as well. Source: https://www.algolia.com/doc/rest-api/search
  const refusal = body as { readonly message?: unknown; readonly status?: unknown };
  return typeof refusal.message === 'string' && refusal.status === status;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined; // A page of HTML, or half of an answer.
  }
}

/** Of unknown outcome, as far as it is for the write that was answered: whoever spoke, it may have been done before. */
function createFailure(message: string, status: number, retryable = true): IntegrationError {
  const facts = { service: 'algolia', operation: 'request', outcome: 'unknown' } as const;
  return new IntegrationError({ code: 'UNAVAILABLE', ...facts, message, status, retryable });
}
