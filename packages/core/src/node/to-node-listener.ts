import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIntegrationError } from '../errors/integration-error.js';
import { notify } from '../runtime/notify.js';
import type { NodeRequest } from './node-request.js';
import { toWebRequest } from './to-web-request.js';
import { writeResponse } from './write-response.js';

/** Options of {@link toNodeListener}. */
export interface NodeListenerOptions {
  /**
   * Origin under which the sender calls us, such as `https://shop.example`, for senders that sign the URL. Forwarded
   * headers are not trusted. @default the host header
   */
  readonly origin?: string | undefined;
  /**
   * Told what the handler threw, when there is no `next` to hand it to, and what `next` itself threw. It is answered with
   * status 500, also when this function fails.
   */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** A listener for `http.createServer`, and a handler for Express and its like. */
export type NodeListener = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/** Ends a request that cannot be served. `told` is what the client may know. */
type Fail = (error: unknown, told: string) => Promise<void>;

/**
 * Serves a handler of web requests with `node:http`, Express, or anything that speaks their language. The body reaches
 * the handler byte by byte as it was sent, unless a body parser came first, which is an error that says how to mend it.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { toNodeListener } from '@breakwater/core/node';
 *
 * createServer(toNodeListener(async (request) => new Response(await request.text()))).listen(3000);
 * ```
 */
export function toNodeListener(
  handler: (request: Request) => Response | Promise<Response>,
  options: NodeListenerOptions = {},
): NodeListener {
  const serve = async (incoming: NodeRequest, outgoing: ServerResponse, fail: Fail): Promise<void> => {
    const controller = new AbortController();
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) controller.abort(new Error('The client went away.'));
    });
    let request: Request;
    try {
      request = toWebRequest(incoming, { origin: options.origin, signal: controller.signal });
    } catch (error) {
      // A body parser in the way is our mistake, and the words that mend it are our own, so they may be told. Anything
      // else is a method, URL or header that no web request can have.
      if (isIntegrationError(error)) await fail(error, error.message);
      else await writeResponse(Response.json({ error: 'bad_request' }, { status: 400 }), incoming, outgoing);
      return;
    }
    try {
      await writeResponse(await handler(request), incoming, outgoing);
    } catch (error) {
      await fail(error, 'internal_error');
    }
  };

  const tell = (error: unknown): void => notify(() => options.onError?.(error));

  return (incoming, outgoing, next) => {
    const fail: Fail = async (error, told) => {
      try {
        if (next) {
          const handedOver: unknown = next(error);
          await handedOver;
          return;
        }
        tell(error);
      } catch (failure) {
        tell(failure);
      }
      if (outgoing.writableEnded) return;
      if (outgoing.headersSent) outgoing.destroy();
      else await writeResponse(Response.json({ error: told }, { status: 500 }), incoming, outgoing);
    };
    serve(incoming, outgoing, fail).catch((error: unknown) => {
      // Somebody else had begun to answer: what the client has of it must not pass for the whole.
      tell(error);
      outgoing.destroy();
    });
  };
}
