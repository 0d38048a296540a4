import { IntegrationError } from '@breakwater/core';

/** The most bytes of an answer that are read. What core's transport reads at most, too. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Statuses that have no body. Algolia answers with none of them. */
const BODILESS: ReadonlySet<number> = /* @__PURE__ */ new Set([204, 205, 304]);

/** An answer that was read to its end. */
export interface Answer {
  readonly response: Response;
  /** Whether Algolia said it: a gateway's page, a cut text and a redirect are somebody else's words. */
  readonly isAlgolias: boolean;
}

/** Reads an answer to its end, and judges whose it is. @throws what the body fails with */
export async function readAnswer(given: Response): Promise<Answer> {
  const { status, statusText } = given;
  const bytes = await readBytes(given);
  const headers = new Headers(given.headers);
  // The bytes are decoded and counted: these two would now describe something else.
  headers.delete('content-encoding');
  headers.delete('content-length');
  const response = new Response(BODILESS.has(status) ? null : bytes, { status, statusText, headers });
  return { response, isAlgolias: isAlgolias(status, bytes) };
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

async function readBytes(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let step = await reader?.read(); step?.done === false; step = await reader?.read()) {
    size += step.value.byteLength;
    if (size > MAX_BYTES) {
      await reader?.cancel();
      throw createFailure(`the answer has more than ${MAX_BYTES} bytes`, response.status, false);
    }
    chunks.push(step.value);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** Of unknown outcome, as far as it is for the write that was answered: whoever spoke, it may have been done before. */
function createFailure(message: string, status: number, retryable = true): IntegrationError {
  const facts = { service: 'algolia', operation: 'request', outcome: 'unknown' } as const;
  return new IntegrationError({ code: 'UNAVAILABLE', ...facts, message, status, retryable });
}
