import type { IncomingMessage } from 'node:http';
import { serveRequest } from './serve-request.js';
import { toWebRequest } from './to-web-request.js';

/** What is used of a Fastify request. */
interface FastifyRequestLike {
  readonly raw: IncomingMessage;
}

/** What is used of a Fastify reply. */
interface FastifyReplyLike {
  readonly raw: { on(event: 'close', listener: () => void): unknown; readonly writableFinished: boolean };
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  send(payload?: Uint8Array): unknown;
}

/** What is used of a Fastify instance (version 4 or 5). */
export interface FastifyInstanceLike {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: string,
    parser: (request: unknown, payload: unknown, done: (error: Error | null, body?: undefined) => void) => void,
  ): unknown;
  all(path: string, handler: (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>): unknown;
}

/** Options of {@link toFastifyPlugin}. */
export interface FastifyPluginOptions {
  /** Path of the route, below the prefix under which the plugin is registered. */
  readonly path: string;
  /**
   * Origin under which the sender calls us, such as `https://shop.example`, for senders that sign the URL. Forwarded
   * headers are not trusted. @default the host header
   */
  readonly origin?: string | undefined;
}

/**
 * Serves a handler of web requests as a Fastify plugin. Within the plugin, and nowhere else, Fastify parses no body: the
 * bytes reach the handler as they were sent, under the handler's own size limit. Hooks, logging and the error handler of
 * the application stay in force.
 *
 * @example
 * ```ts
 * import { toFastifyPlugin } from '@breakwater/core/node';
 *
 * const handler = async (request: Request): Promise<Response> => new Response(await request.text());
 * export const plugin = toFastifyPlugin(handler, { path: '/webhooks/stripe' });
 * // await fastify.register(plugin);
 * ```
 */
export function toFastifyPlugin(
  handler: (request: Request) => Response | Promise<Response>,
  { path, origin }: FastifyPluginOptions,
): (instance: FastifyInstanceLike) => Promise<void> {
  return async (instance) => {
    instance.removeAllContentTypeParsers();
    // Leaves the bytes where they are.
    instance.addContentTypeParser('*', (_request, _payload, done) => done(null));
    // Every method, so that a wrong one is refused by the handler, with its telemetry.
    instance.all(path, async ({ raw }, reply) => {
      const controller = new AbortController();
      reply.raw.on('close', () => {
        if (!reply.raw.writableFinished) controller.abort(new Error('The client went away.'));
      });
      const response = await serveRequest(handler, () => toWebRequest(raw, { origin, signal: controller.signal }));
      reply.code(response.status);
      for (const [name, value] of response.headers) reply.header(name, value);
      // The rest of a body that was not read would be taken for the next request.
      if (!raw.complete && raw.httpVersionMajor === 1) reply.header('connection', 'close');
      return reply.send(response.body ? new Uint8Array(await response.arrayBuffer()) : undefined);
    });
  };
}
