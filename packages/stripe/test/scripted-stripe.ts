import { createStripe, type StripeIntegration, type StripeOptions } from '../src/index.js';

/** A request as it would have gone over the wire. */
export interface SentRequest {
  /** `POST /v1/customers` */
  readonly line: string;
  /** The whole URL, as it was sent. */
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  /** The form, with Stripe's own bracketed names. */
  readonly form: Readonly<Record<string, string>>;
  readonly headers: Headers;
}

/** What is answered: a body, or a status with a body, or a failure of the connection. */
export type Answer =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown }
  | Error;

/** An integration whose requests are answered by a script. */
export interface ScriptedStripe {
  readonly stripe: StripeIntegration;
  readonly requests: readonly SentRequest[];
}

/** Answers each request with the next entry of a list, or by what a function says. */
export function createScriptedStripe(
  script: readonly Answer[] | ((request: SentRequest) => Answer),
  options: Partial<StripeOptions> = {},
): ScriptedStripe {
  const requests: SentRequest[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = await toSentRequest(new Request(input, init));
    requests.push(request);
    const answer = typeof script === 'function' ? script(request) : script[requests.length - 1];
    if (answer === undefined) throw new Error(`The script has no answer to ${request.line}`);
    if (answer instanceof Error) throw answer;
    const headers = { 'content-type': 'application/json', 'request-id': `req_${requests.length}`, ...answer.headers };
    return new Response(JSON.stringify(answer.body), { status: answer.status ?? 200, headers });
  };
  return { stripe: createStripe({ secretKey: 'sk_test_scripted', fetch, ...options }), requests };
}

async function toSentRequest(request: Request): Promise<SentRequest> {
  const url = new URL(request.url);
  return {
    line: `${request.method} ${url.pathname}`,
    url: request.url,
    query: Object.fromEntries(url.searchParams),
    form: Object.fromEntries(new URLSearchParams(await request.text())),
    headers: request.headers,
  };
}

/** Stripe's answer to a failed request. */
export function toErrorAnswer(
  status: number,
  error: Record<string, unknown>,
  headers: Record<string, string> = {},
): Answer {
  return { status, headers, body: { error } };
}
