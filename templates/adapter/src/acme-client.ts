import { AcmeError } from './acme-error.js';

/** An order, as Acme has it. */
export interface AcmeOrder {
  readonly id: string;
  readonly item: string;
  readonly quantity: number;
}

/** What Acme takes for a new order. */
export interface CreateOrderParameters {
  readonly item: string;
  readonly quantity: number;
}

/**
 * The part of Acme's API that we speak. A vendor with an SDK that people use has this interface already: then `load` of
 * the integration makes the SDK's own client, and this file is not needed.
 */
export interface AcmeClient {
  readonly orders: {
    create(parameters: CreateOrderParameters): Promise<AcmeOrder>;
    retrieve(id: string): Promise<AcmeOrder>;
  };
  /** Whether Acme is there and knows the key. */
  status(): Promise<{ readonly ok: boolean }>;
}

/** A client over `fetch`. It throws {@link AcmeError} for what Acme refuses. */
export function createAcmeClient(options: { apiKey: string; baseUrl: string; fetch: typeof fetch }): AcmeClient {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await options.fetch(`${options.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${options.apiKey}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw toAcmeError(response, text);
    return JSON.parse(text) as T;
  };
  return {
    orders: {
      create: (parameters) => call('POST', '/v1/orders', parameters),
      retrieve: (id) => call('GET', `/v1/orders/${encodeURIComponent(id)}`),
    },
    status: () => call('GET', '/v1/status'),
  };
}

function toAcmeError(response: Response, text: string): AcmeError {
  const { code, message = `Acme answered with status ${response.status}` } = readError(text);
  return new AcmeError({
    status: response.status,
    message,
    code,
    requestId: response.headers.get('request-id') ?? undefined,
  });
}

/** The error in an answer, which is a page of HTML when it comes from something in between. */
export function readError(text: string): { readonly code?: string; readonly message?: string } {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } };
    return {
      ...(typeof error?.code === 'string' && { code: error.code }),
      ...(typeof error?.message === 'string' && { message: error.message }),
    };
  } catch {
    return {};
  }
}
