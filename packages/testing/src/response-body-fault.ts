import { type Clock, createSleep } from '@breakwater/core';

/**
 * The same answer, but its body breaks off after `bytes` bytes although `content-length` promises all of it. Reading it
 * fails as it does over a network.
 */
export async function truncateBody(response: Response, bytes?: number): Promise<Response> {
  const body = new Uint8Array(await response.arrayBuffer());
  const kept = body.subarray(0, Math.min(bytes ?? Math.floor(body.length / 2), Math.max(0, body.length - 1)));
  const headers = new Headers(response.headers);
  headers.set('content-length', String(body.length));
  const parts = kept.length > 0 ? [kept] : [];
  const stream = new ReadableStream<Uint8Array>(
    {
      // One step for each part: an error at once would throw away what is queued.
      pull(controller) {
        const part = parts.shift();
        if (part) controller.enqueue(part);
        else controller.error(brokenBody());
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, { status: response.status, statusText: response.statusText, headers });
}

/** The same answer, but its body follows `ms` milliseconds after status and headers. */
export async function delayBody(response: Response, ms: number, clock: Clock): Promise<Response> {
  const body = new Uint8Array(await response.arrayBuffer());
  const headers = new Headers(response.headers);
  headers.set('content-length', String(body.length));
  const givenUp = new AbortController();
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await createSleep(clock)(ms, givenUp.signal);
        controller.enqueue(body);
        controller.close();
      },
      cancel: (reason) => givenUp.abort(reason),
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, { status: response.status, statusText: response.statusText, headers });
}

function brokenBody(): TypeError {
  const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
  return new TypeError('terminated', { cause });
}
