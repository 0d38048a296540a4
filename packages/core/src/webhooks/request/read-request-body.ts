import type { Clock } from '../../runtime/clock.js';
import { createByteGatherer } from '../../runtime/gather-bytes.js';
import { notify } from '../../runtime/notify.js';
import { type Rejection, reject } from '../verification/verdict.js';

/** Why a body could not be had. */
export type UnreadBody = Rejection<'body_too_large' | 'body_timeout' | 'body_unreadable' | 'body_consumed'>;

/** How much of a body is read, and for how long. */
export interface BodyLimits {
  /** In bytes. */
  readonly limit: number;
  /** Milliseconds from the first look to the last byte. */
  readonly timeout: number;
  readonly clock: Clock;
}

/**
 * Reads the body of a request as it came, up to `limit` bytes. A larger one is not read to its end: at once when its
 * length is announced, else at the byte that is too many. Nor is one that does not arrive in time.
 */
export async function readRequestBody(request: Request, limits: BodyLimits): Promise<Uint8Array | UnreadBody> {
  const { limit, timeout, clock } = limits;
  const tooLarge = reject('body_too_large', `The body is larger than ${limit} bytes.`);
  const { body } = request;
  if (request.bodyUsed || body?.locked) {
    return reject('body_consumed', 'The body was read before: hand over the untouched request.');
  }
  if (Number(request.headers.get('content-length')) > limit) {
    notify(() => body?.cancel());
    return tooLarge;
  }
  if (!body) return new Uint8Array();
  const reader = body.getReader();
  const cancel = (): void => notify(() => reader.cancel());
  const bytes = createByteGatherer();
  let isLate = false;
  // Cancelling ends the read that is under way, as if the body had ended there.
  const timer = clock.setTimeout(() => {
    isLate = true;
    cancel();
  }, timeout);
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      if (bytes.length + read.value.length > limit) {
        cancel();
        return tooLarge;
      }
      bytes.add(read.value);
    }
  } catch {
    return reject('body_unreadable', 'The body ended before it was complete.');
  } finally {
    clock.clearTimeout(timer);
  }
  return isLate ? reject('body_timeout', `The body was not complete within ${timeout} ms.`) : bytes.take();
}
