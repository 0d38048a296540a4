import {
  type Classification,
  createCallContext,
  createIntegration,
  createPolicy,
  createRedactor,
  createTransport,
  defineIntegration,
  type ErrorHandlingOverrides,
  type Integration,
  type IntegrationError,
  isIntegrationError,
} from '@breakwater/core';
import { expect } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../../testing/src/virtual-clock.js';

/** What a vendor's SDK throws: its own class, with ours somewhere inside. */
export class AcmeError extends Error {
  override readonly name: string = 'AcmeError';
  constructor(message: string, facts: { readonly status?: number; readonly detail?: unknown }) {
    super(message);
    Object.assign(this, facts);
  }
}

export interface Acme {
  get(path: string): Promise<unknown>;
  post(path: string, key?: string): Promise<unknown>;
}

export interface SetUp {
  readonly acme: Integration<Acme, 'acme'>;
  readonly clock: VirtualClock;
  readonly sent: Request[];
  loads: number;
}

type Step = (request: Request) => Response | Promise<Response>;

export function setUp(step: Step, errorHandling: ErrorHandlingOverrides = {}, keyed = true): SetUp {
  const clock = createVirtualClock();
  const sent: Request[] = [];
  const context = createCallContext();
  const definition = defineIntegration({
    name: 'acme',
    version: '1',
    baseUrl: 'https://acme.test',
    authentication: { type: 'bearer_token' },
    errorHandling,
  });
  const policy = createPolicy('acme', definition.errorHandling, { clock, random: () => 0.5 });
  const fetch = createTransport(policy, {
    context,
    clock,
    ...(keyed ? { idempotencyHeader: 'idempotency-key' } : {}),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      sent.push(request);
      return await step(request);
    },
  });
  const request = async (method: string, path: string, key?: string): Promise<unknown> => {
    const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
    const response = await fetch(`https://acme.test${path}`, { method, headers }).catch((error: unknown) => {
      throw new AcmeError('connection failed', { detail: error });
    });
    if (!response.ok) throw new AcmeError(`refused with canary-secret`, { status: response.status });
    return await response.json();
  };
  const setUpResult = { clock, sent, loads: 0 } as SetUp & { acme: Integration<Acme, 'acme'> };
  return Object.assign(setUpResult, {
    acme: createIntegration<Acme, 'acme'>({
      definition,
      policy,
      context,
      clock,
      redact: createRedactor({ secrets: ['canary-secret'] }),
      load: async () => {
        setUpResult.loads += 1;
        return { get: (path) => request('GET', path), post: (path, key) => request('POST', path, key) };
      },
      classifyError: (error): Classification | undefined => {
        if (!(error instanceof AcmeError)) return undefined;
        const status = (error as unknown as { status?: number }).status;
        if (status === 402) return { code: 'DECLINED', message: error.message, vendorCode: 'no_funds', status };
        return { code: status === undefined ? 'NETWORK' : 'UNAVAILABLE', message: error.message, status };
      },
      check: (client) => client.get('/ping'),
      createKey: () => 'made-key',
    }),
  });
}

export const json = (status: number, body: unknown = {}, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
export const hang = (): Promise<never> => new Promise(() => undefined);
export const reset = (): never => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });
};

export async function failure(call: Promise<unknown>, clock: VirtualClock): Promise<IntegrationError> {
  const error: unknown = await clock.settle(call).then(
    () => new Error('succeeded'),
    (caught: unknown) => caught,
  );
  expect(isIntegrationError(error)).toBe(true);
  return error as IntegrationError;
}

export const post =
  (path = '/things') =>
  (client: Acme): Promise<unknown> =>
    client.post(path);
