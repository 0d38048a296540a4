import { Buffer } from 'node:buffer';
import { IntegrationError } from '../errors/integration-error.js';

type Values = Readonly<Record<string, string | undefined>>;
type ManyValues = Readonly<Record<string, readonly string[] | undefined>>;

/**
 * What AWS hands to a function for an HTTP request: from API Gateway (REST and HTTP APIs, payload formats 1.0 and 2.0), a
 * function URL, or an Application Load Balancer.
 */
export interface LambdaEvent {
  readonly version?: string | undefined;
  readonly httpMethod?: string | undefined;
  readonly path?: string | undefined;
  readonly rawPath?: string | undefined;
  readonly rawQueryString?: string | undefined;
  readonly headers?: Values | null | undefined;
  readonly multiValueHeaders?: ManyValues | null | undefined;
  readonly queryStringParameters?: Values | null | undefined;
  readonly multiValueQueryStringParameters?: ManyValues | null | undefined;
  readonly requestContext?:
    | {
        readonly domainName?: string | undefined;
        readonly path?: string | undefined;
        readonly http?: { readonly method?: string | undefined } | undefined;
        readonly elb?: unknown;
      }
    | undefined;
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean | undefined;
}

function toHeaders({ headers, multiValueHeaders }: LambdaEvent): Headers {
  const all = new Headers();
  const many = Object.entries(multiValueHeaders ?? {});
  for (const [name, values] of many) for (const value of values ?? []) all.append(name, value);
  // Where both are there, this one holds the last value of each only.
  if (many.length > 0) return all;
  for (const [name, value] of Object.entries(headers ?? {})) if (value !== undefined) all.append(name, value);
  return all;
}

function toQuery(event: LambdaEvent): string {
  if (event.rawQueryString !== undefined) return event.rawQueryString;
  const many = Object.entries(event.multiValueQueryStringParameters ?? {});
  const pairs =
    many.length > 0
      ? many.flatMap(([name, values]) => (values ?? []).map((value) => [name, value] as const))
      : Object.entries(event.queryStringParameters ?? {}).map(([name, value = '']) => [name, value] as const);
  // A load balancer passes them as they came; API Gateway has decoded them.
  const encode = event.requestContext?.elb === undefined ? encodeURIComponent : (text: string): string => text;
  return pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

function toBody({ body, isBase64Encoded = false }: LambdaEvent): Buffer | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  throw new IntegrationError({
    code: 'CONFIGURATION',
    service: 'webhooks',
    operation: 'toLambdaHandler',
    message:
      'The body of the event was parsed before the webhook handler could read its raw bytes, and a signature covers ' +
      'exactly those. Take body parsers, such as the one of middy, away from this function.',
  });
}

/**
 * The request as the web has it.
 *
 * @throws IntegrationError `CONFIGURATION` when something has parsed the body, or for an event that is no HTTP request
 * @throws TypeError for a method, URL or header that the web does not allow
 */
export function toRequest(event: LambdaEvent, origin: string | undefined): Request {
  const { requestContext } = event;
  const method = event.httpMethod ?? requestContext?.http?.method;
  if (method === undefined) {
    const message = 'The event is no HTTP request of API Gateway, a function URL or a load balancer.';
    throw new IntegrationError({ code: 'CONFIGURATION', service: 'webhooks', operation: 'toLambdaHandler', message });
  }
  const headers = toHeaders(event);
  const host = headers.get('host') ?? requestContext?.domainName ?? 'localhost';
  // With the stage, as the sender called it; `path` of a REST API lacks it.
  const path = event.rawPath ?? requestContext?.path ?? event.path ?? '/';
  const query = toQuery(event);
  const url = new URL(origin ?? `https://${host}`).origin + path + (query === '' ? '' : `?${query}`);
  const body = method === 'GET' || method === 'HEAD' ? undefined : toBody(event);
  return new Request(url, { method, headers, body: body === undefined ? null : new Uint8Array(body) });
}
