import { type Rejection, reject } from './verdict.js';

/** Why a body could not be had. */
export type UnreadBody = Rejection<'body_too_large' | 'body_unreadable'>;

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.length;
  }
  return joined;
}

/**
 * Reads the body of a request as it came, up to `limit` bytes. A larger one is not read to its end: at once when its
 * length is announced, else at the byte that is too many.
 */
export async function readRequestBody(request: Request, limit: number): Promise<Uint8Array | UnreadBody> {
  const tooLarge = reject('body_too_large', `The body is larger than ${limit} bytes.`);
  if (request.bodyUsed) return reject('body_unreadable', 'The body was read before: hand over the untouched request.');
  if (Number(request.headers.get('content-length')) > limit) {
    await request.body?.cancel().catch(() => {});
    return tooLarge;
  }
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.length;
      if (length > limit) {
        await reader.cancel();
        return tooLarge;
      }
      chunks.push(read.value);
    }
  } catch {
    return reject('body_unreadable', 'The body ended before it was complete.');
  }
  return join(chunks, length);
}
