import { IntegrationError } from '@breakwater/core';

/** A request as the SDK hands it over. Read in base/RequestClient.d.ts of twilio@6.2.0. */
export interface SdkRequest {
  readonly method: string;
  readonly uri: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly authStrategy?: { getAuthString(): Promise<string> } | undefined;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  readonly params?: object | undefined;
  readonly data?: unknown;
  readonly allowRedirects?: boolean | undefined;
}

/** An answer in the SDK's form. The body is text: the SDK parses it. */
export interface SdkResponse {
  readonly statusCode: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What takes the place of the SDK's own client, and so of axios. */
export interface PolicyHttpClient {
  request(request: SdkRequest): Promise<SdkResponse>;
}

/**
 * Sends the SDK's requests through our transport, so that each one runs under the policy. Errors of ours go through the SDK
 * as they are, and none carries the credential, as an `AxiosError` would.
 *
 * @param baseUrl Where every request goes, whichever of Twilio's hosts it is for. Default: to that host
 */
export function createPolicyHttpClient(
  transport: typeof globalThis.fetch,
  baseUrl: string | undefined,
): PolicyHttpClient {
  return {
    async request(request) {
      const { method, data, allowRedirects = false } = request;
      const headers = await toHeaders(request);
      const response = await transport(toUrl(request, baseUrl), {
        method: method.toUpperCase(),
        headers,
        body: data === undefined || data === null ? null : toBody(data, headers.get('content-type') ?? ''),
        redirect: allowRedirects ? 'follow' : 'manual',
      });
      const body = await response.text();
      return { statusCode: response.status, body, headers: Object.fromEntries(response.headers) };
    },
  };
}

function toUrl({ uri, params }: SdkRequest, baseUrl: string | undefined): URL {
  const target = new URL(uri);
  const isTwilio = target.protocol === 'https:' && /(?:^|\.)twilio\.com$/.test(target.hostname);
  // The SDK calls whatever address an answer names as its next page, with the credential.
  if (!isTwilio && target.origin !== baseUrl) throw createForeignHostError(target);
  target.username = '';
  target.password = '';
  if (baseUrl !== undefined) moveTo(target, new URL(baseUrl));
  for (const [name, value] of toForm(params ?? {})) target.searchParams.append(name, value);
  return target;
}

/** Part by part: a path that begins with two slashes, read against a base, would be another host. */
function moveTo(target: URL, base: URL): void {
  target.protocol = base.protocol;
  target.hostname = base.hostname;
  target.port = base.port;
  if (target.origin !== base.origin) throw createForeignHostError(target);
}

function createForeignHostError({ host }: URL): IntegrationError {
  return new IntegrationError({
    code: 'VALIDATION',
    service: 'twilio',
    operation: 'request',
    message: `twilio request: the credential is for Twilio's own hosts, and not for ${host.slice(0, 80)}`,
  });
}

async function toHeaders({ headers = {}, username, password, authStrategy }: SdkRequest): Promise<Headers> {
  const result = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' || typeof value === 'number') result.set(name, String(value));
  }
  if (username !== undefined && password !== undefined) {
    result.set('authorization', `Basic ${toBase64(`${username}:${password}`)}`);
  } else if (authStrategy !== undefined) {
    result.set('authorization', await authStrategy.getAuthString());
  }
  return result;
}

/** The credential as it stands in the header. */
export function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function toBody(data: unknown, contentType: string): string {
  if (typeof data === 'string') return data;
  return contentType.startsWith('application/json') ? JSON.stringify(data) : toForm(data as object).toString();
}

/** As the SDK's own client writes forms and queries: an array as the same name several times. */
function toForm(values: object): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) appendTo(form, name, value);
  return form;
}

function appendTo(form: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined) return;
  if (Array.isArray(value)) for (const item of value as readonly unknown[]) appendTo(form, name, item);
  else if (value instanceof Date) form.append(name, value.toISOString());
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) appendTo(form, `${name}[${key}]`, item);
  } else form.append(name, typeof value === 'string' ? value : value === null ? '' : (JSON.stringify(value) ?? ''));
}
