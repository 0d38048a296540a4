/** Statuses that the Fetch standard allows no body for. */
const NULL_BODY = new Set([101, 103, 204, 205, 304]);

/** A body that is larger than allowed. */
export class ResponseTooLargeError extends Error {
  override readonly name: string = 'ResponseTooLargeError';
}

/**
 * Reads a body to its end, so that a stalled or cut body fails the attempt and not the caller who reads it later.
 *
 * @throws ResponseTooLargeError past `maxBytes`
 */
export async function readBody(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(response.headers.get('content-length') ?? Number.NaN);
  if (declared > maxBytes) {
    await response.body?.cancel();
    throw new ResponseTooLargeError(`The answer has ${declared} bytes; at most ${maxBytes} are read`);
  }
  if (response.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    size += step.value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw new ResponseTooLargeError(`The answer has more than ${maxBytes} bytes`);
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

/** The same answer over bytes that are already here. */
export function toBufferedResponse(response: Response, bytes: Uint8Array<ArrayBuffer>): Response {
  const headers = new Headers(response.headers);
  // The bytes are decoded and counted: these two would now describe something else.
  headers.delete('content-encoding');
  headers.delete('content-length');
  const copy = new Response(NULL_BODY.has(response.status) ? null : bytes, {
    status: response.status,
    statusText: response.statusText,
    headers,
  });
  Object.defineProperty(copy, 'url', { value: response.url });
  return copy;
}
