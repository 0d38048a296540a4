import type { IncomingMessage } from 'node:http';
import { IntegrationError } from '../errors/integration-error.js';

/** A request of `node:http`, or of a framework on top of it, with what such frameworks add. */
export type NodeRequest = IncomingMessage & {
  /** The untouched bytes, where a framework or a `verify` callback of a body parser keeps them. */
  readonly rawBody?: unknown;
  /** What a body parser made of it; the untouched bytes when it was `express.raw()`. */
  readonly body?: unknown;
  /** The path before a router cut its own part off. */
  readonly originalUrl?: string | undefined;
};

const FIX =
  'The request body was consumed before the webhook handler could read its raw bytes, and a signature covers exactly ' +
  "those. Mount the webhook route before any body parser, or give the route `express.raw({ type: '*/*' })`, or keep the " +
  'bytes: `express.json({ verify: (request, _, rawBody) => void Object.assign(request, { rawBody }) })`.';

/**
 * The raw bytes that a framework has kept, or undefined when they are still to be read from the stream.
 *
 * @throws IntegrationError `CONFIGURATION` when a body parser has consumed them; the message says how to mend it
 */
export function findKeptBody(request: NodeRequest): Uint8Array | undefined {
  if (request.rawBody instanceof Uint8Array) return request.rawBody;
  // Looked at before `body`, which some platforms parse as soon as it is touched.
  if (!request.readableDidRead && !request.readableEnded) return undefined;
  if (request.body instanceof Uint8Array) return request.body;
  throw new IntegrationError({ code: 'CONFIGURATION', service: 'webhooks', operation: 'readRawBody', message: FIX });
}
