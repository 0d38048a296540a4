import { isIntegrationError } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { createClerk } from '../src/index.js';
import { createClerkBench, failureOf, secretKey } from './clerk-bench.js';

/** An integration whose requests are answered by a function. */
function createScripted(answer: (url: URL) => Response): {
  readonly clerk: ReturnType<typeof createClerk>;
  readonly urls: readonly URL[];
} {
  const urls: URL[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(new Request(input, init).url);
    urls.push(url);
    return answer(url);
  };
  return { clerk: createClerk({ secretKey, fetch }), urls };
}

const empty = (): Response => Response.json({ data: [], total_count: 0 });

describe('query parameters of the bare client', () => {
  it('are sent when they are falsy: the SDK alone would drop them', async () => {
    const { clerk, urls } = createScripted(empty);
    const client = await clerk.client();
    await client.organizations.getOrganizationList({ includeMembersCount: false, limit: 0, offset: 0 });
    expect(urls[0]?.search).toBe('?include_members_count=false&limit=0&offset=0');
  });

  it('keep an empty filter, which would list everybody if it were dropped', async () => {
    const { clerk, urls } = createScripted(() => Response.json([]));
    await (await clerk.client()).users.getUserList({ query: '', emailAddress: [''] });
    expect(urls.map(({ pathname, search }) => pathname + search).toSorted()).toEqual([
      '/v1/users/count?query=&email_address=',
      '/v1/users?query=&email_address=',
    ]);
  });

  it('are left out when they are undefined', async () => {
    const { clerk, urls } = createScripted(empty);
    const input = { organizationId: 'org_1', userId: undefined, query: undefined } as never;
    await (await clerk.client()).organizations.getOrganizationMembershipList(input);
    expect(urls[0]?.search).toBe('');
  });
});

describe('answers that the SDK would not read', () => {
  it('are JSON also with a charset behind the type', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const { clerk } = createScripted(
      () => new Response(JSON.stringify({ object: 'total_count', total_count: 7 }), { headers }),
    );
    expect(await (await clerk.client()).users.getCount()).toBe(7);
  });

  it('keep the codes of an error', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8', 'cf-ray': 'ray-1' };
    const body = JSON.stringify({ errors: [{ code: 'resource_not_found', message: 'not found' }] });
    const { clerk } = createScripted(() => new Response(body, { status: 404, headers }));
    const error = await failureOf((await clerk.client()).users.getUser('user_1'));
    expect(error).toMatchObject({ clerkError: true, status: 404, errors: [{ code: 'resource_not_found' }] });
  });
});

describe('errors of the bare client', () => {
  it('carry what the policy knows as their cause, where the SDK keeps a text', async () => {
    const { clerk, emulator, clock } = createClerkBench();
    emulator.faults.add({ match: 'GET /v1/users/count', times: Infinity, fault: { type: 'reset' } });
    const client = await clerk.client();
    const error = await clock.settle(failureOf(client.users.getCount()));
    const { cause } = error as { cause?: unknown };
    expect(isIntegrationError(cause) && [cause.code, cause.attempts, cause.operation]).toEqual([
      'NETWORK',
      3,
      'GET /v1/users/count',
    ]);
  });

  it('belong to their own call when several are on their way', async () => {
    const { clerk, emulator, clock } = createClerkBench({ errorHandling: { retryPolicy: { maxRetries: 0 } } });
    emulator.faults.add({ match: 'GET /v1/organizations', times: Infinity, fault: { type: 'hang' } });
    emulator.faults.add({ match: 'GET /v1/users/count', times: Infinity, fault: { type: 'reset' } });
    const client = await clerk.client();
    const errors = await clock.settle(
      Promise.all([failureOf(client.organizations.getOrganizationList()), failureOf(client.users.getCount())]),
    );
    const codes = errors.map((error) => {
      const { cause } = error as { cause?: unknown };
      return isIntegrationError(cause) && cause.code;
    });
    expect(codes).toEqual(['TIMEOUT', 'NETWORK']);
  });
});
