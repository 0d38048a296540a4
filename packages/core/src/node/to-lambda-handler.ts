import { Buffer } from 'node:buffer';
import { type LambdaEvent, toRequest } from './lambda-event.js';
import { serveRequest } from './serve-request.js';

/** The answer of a function. Both maps of headers are set where the event had both, as load balancers want it. */
export interface LambdaResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Options of {@link toLambdaHandler}. */
export interface LambdaHandlerOptions {
  /**
   * Origin under which the sender calls us, such as `https://shop.example`, for senders that sign the URL: behind a custom
   * domain or a CDN the event does not tell it. @default the host header
   */
  readonly origin?: string | undefined;
}

/**
 * Serves a handler of web requests as an AWS Lambda function behind API Gateway (both payload formats), a function URL or a
 * load balancer. Let a REST API treat all media types as binary (`binaryMediaTypes: ['*\/*']`): otherwise it hands over
 * decoded text, in which bytes that are no UTF-8 are lost.
 *
 * A function sleeps between requests. Store deliveries in a durable inbox and work on them in a function of its own, for
 * example with `handler.process()` on a schedule.
 *
 * @returns a function that rejects with what `handler` throws, and with an IntegrationError `CONFIGURATION` when a body
 * parser came first
 * @example
 * ```ts
 * import { toLambdaHandler } from '@breakwater/core/node';
 *
 * export const handler = toLambdaHandler(async (request) => new Response(await request.text()));
 * ```
 */
export function toLambdaHandler(
  handler: (request: Request) => Response | Promise<Response>,
  { origin }: LambdaHandlerOptions = {},
): (event: LambdaEvent) => Promise<LambdaResult> {
  return async (event) => {
    const response = await serveRequest(handler, () => toRequest(event, origin));
    const headers = Object.fromEntries(response.headers);
    const isMany = event.multiValueHeaders !== undefined && event.multiValueHeaders !== null;
    const many = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    const isText = Buffer.from(text, 'utf8').equals(bytes);
    return {
      statusCode: response.status,
      headers,
      ...(isMany ? { multiValueHeaders: many } : {}),
      body: isText ? text : bytes.toString('base64'),
      isBase64Encoded: !isText,
    };
  };
}
