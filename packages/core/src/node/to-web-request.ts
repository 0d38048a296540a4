import type { IncomingMessage } from 'node:http';
import { findKeptBody, type NodeRequest } from './node-request.js';

/** The body as a stream of the bytes that arrive. Cancelling it discards the rest without closing the connection. */
function toWebStream(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let stop: () => void = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const onData = (chunk: Uint8Array): void => {
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
        };
        const onEnd = (): void => {
          stop();
          controller.close();
        };
        const onGone = (): void => {
          stop();
          controller.error(new Error('The client went away before the body was complete.'));
        };
        stop = () => incoming.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
        incoming.pause();
        incoming.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
      },
      pull() {
        incoming.resume();
      },
      cancel() {
        stop();
        // Nobody listens any more: what still arrives is dropped, so that the answer reaches a client that is sending.
        incoming.resume();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 65_536 }),
  );
}

/** Headers with repeated fields kept, as they came. */
function toWebHeaders(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  const { rawHeaders } = incoming;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    // HTTP/2 passes method and path as fields, too.
    if (!name.startsWith(':')) headers.append(name, rawHeaders[index + 1] ?? '');
  }
  return headers;
}

function toUrl(incoming: NodeRequest, origin: string | undefined): URL {
  const isEncrypted = 'encrypted' in incoming.socket && incoming.socket.encrypted === true;
  // HTTP/2 has it in a field of its own.
  const { host, ':authority': authority } = incoming.headers;
  const named = host ?? (typeof authority === 'string' ? authority : 'localhost');
  const base = origin ?? `${isEncrypted ? 'https' : 'http'}://${named}`;
  const sent = incoming.originalUrl ?? incoming.url ?? '/';
  // A target can name an origin itself, which whoever sends it can choose.
  const target = origin === undefined ? sent : sent.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '') || '/';
  // Joined as text: as a relative URL, `//elsewhere/path` would replace the host.
  return target.startsWith('/') ? new URL(new URL(base).origin + target) : new URL(target, new URL(base).origin);
}

/**
 * The request as the web has it, its raw bytes untouched.
 *
 * @param options.origin Origin under which the sender calls us. Default: the host header.
 * @throws IntegrationError `CONFIGURATION` when a body parser has consumed the body
 * @throws TypeError for a method, URL or header that the web does not allow
 */
export function toWebRequest(
  incoming: NodeRequest,
  options: { readonly origin?: string | undefined; readonly signal: AbortSignal },
): Request {
  const { method = 'GET' } = incoming;
  const init = { method, headers: toWebHeaders(incoming), signal: options.signal };
  const url = toUrl(incoming, options.origin);
  if (method === 'GET' || method === 'HEAD') return new Request(url, init);
  const kept = findKeptBody(incoming);
  const body = kept ? new Uint8Array(kept) : toWebStream(incoming);
  const streaming: RequestInit & { duplex: 'half' } = { ...init, body, duplex: 'half' };
  return new Request(url, streaming);
}
