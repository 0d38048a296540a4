import { createInputError, isIntegrationError } from '@breakwater/core';

/** The part of axios's request that is used. Its times and redirects are not: those are the policy's. */
interface AxiosRequest {
  readonly baseURL?: string | undefined;
  readonly url?: string | undefined;
  readonly method?: string | undefined;
  readonly params?: unknown;
  /** As axios has serialised it. */
  readonly data?: unknown;
  readonly headers?: { toJSON(): Record<string, unknown> };
}

/** An answer in axios's form. */
interface AxiosAnswer {
  readonly data: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Record<string, string>;
  readonly config: AxiosRequest;
}

/** What axios hands its requests to, and a seam of its own: the SDK is not patched. */
export type PolicyAdapter = (request: AxiosRequest) => Promise<AxiosAnswer>;

/**
 * Sends the SDK's requests through our transport, so that each one runs under the policy.
 *
 * What it throws is never an `AxiosError`: those carry the request, with the API key in its headers, to whoever logs them. An
 * answer that is a failure becomes the SDK's `ResponseError`; where no answer came, our own error is thrown as it is.
 */
export function createPolicyAdapter(transport: typeof globalThis.fetch): PolicyAdapter {
  return async (request) => {
    const response = await send(transport, request);
    const { status, statusText } = response;
    const headers = Object.fromEntries(response.headers);
    const data = await response.text();
    if (response.ok) return { data, status, statusText, headers, config: request };
    throw Object.assign(new Error(`Request failed with status code ${status}`), {
      code: status,
      response: { data, status, statusText, headers },
    });
  };
}

async function send(transport: typeof globalThis.fetch, request: AxiosRequest): Promise<Response> {
  const { method = 'get', data, headers } = request;
  try {
    return await transport(toUrl(request), {
      method: method.toUpperCase(),
      headers: toHeaders(headers?.toJSON() ?? {}),
      body: data === undefined || data === null ? null : (data as BodyInit),
    });
  } catch (error) {
    if (isIntegrationError(error)) throw error;
    // The reason of an abort may be anything, also nothing: the SDK reads a property of what it gets, which would throw
    // where nobody catches. `run` rejects with the reason itself.
    throw new Error('The request was given up', { cause: error });
  }
}

function toUrl({ baseURL = '', url = '', params }: AxiosRequest): URL {
  const isAbsolute = /^[a-z][a-z\d+.-]*:\/\//i.test(url);
  const address = new URL(isAbsolute ? url : `${baseURL.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}`);
  // Answers name the address of their next page, and the SDK asks it with the key.
  if (address.origin !== new URL(baseURL).origin) throw createForeignHostError(address);
  if (params instanceof URLSearchParams) for (const [name, value] of params) address.searchParams.append(name, value);
  else appendParameter(address.searchParams, '', params);
  return address;
}

function createForeignHostError({ origin }: URL): Error {
  const expected = 'an address of the host that the key is for';
  const issue = { path: 'request.url', expected, received: JSON.stringify(origin.slice(0, 80)) };
  return createInputError([issue], { service: 'sendgrid', operation: 'request' });
}

/** As axios writes them: a list as `name[]`, an object as `name[key]`, and nothing for what is undefined or null. */
function appendParameter(search: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (value instanceof Date) search.append(name, value.toISOString());
  else if (Array.isArray(value))
    for (const item of value as readonly unknown[]) appendParameter(search, `${name}[]`, item);
  else if (typeof value === 'object') {
    for (const [key, item] of Object.entries(value))
      appendParameter(search, name === '' ? key : `${name}[${key}]`, item);
  } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    search.append(name, String(value));
}

function toHeaders(headers: Record<string, unknown>): Headers {
  const result = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const item of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (typeof item === 'string' || typeof item === 'number' || item === true) result.append(name, String(item));
    }
  }
  return result;
}
