import { createRedactor, createTransport } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { createPolicy } from '../../src/resilience/create-policy.js';

const ORIGIN = 'https://api.acme.test';
const KEY = 'canary-key-4711';

/** A vendor whose paths answer with redirects, and somebody else, who answers everything. */
function setUp(redirects: Readonly<Record<string, readonly [status: number, location: string]>>) {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    sent.push(request);
    const { origin, pathname } = new URL(request.url);
    const redirect = origin === ORIGIN ? redirects[pathname] : undefined;
    return redirect === undefined
      ? Response.json({ from: origin })
      : new Response(null, { status: redirect[0], headers: { location: redirect[1] } });
  };
  const transport = createTransport(createPolicy('acme', { retryPolicy: { maxRetries: 0 } }), {
    fetch,
    redact: createRedactor({ secrets: [KEY] }),
    isRead: ({ url }) => url.pathname === '/search',
  });
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    transport(`${ORIGIN}${path}`, { headers: { 'x-api-key': KEY }, ...init });
  return { sent, ask, paths: () => sent.map(({ url }) => url) };
}

describe('a redirect', () => {
  it('of a read is followed within the origin that was asked', async () => {
    const { ask, paths } = setUp({ '/old': [301, '/newer'], '/newer': [307, `${ORIGIN}/newest?a=1`] });
    expect(await (await ask('/old')).json()).toEqual({ from: ORIGIN });
    expect(paths()).toEqual([`${ORIGIN}/old`, `${ORIGIN}/newer`, `${ORIGIN}/newest?a=1`]);
  });

  it.each([301, 302, 303, 307, 308])(
    'with status %i to another origin delivers no key there, and no answer from there',
    async (status) => {
      const { ask, paths } = setUp({ '/orders': [status, 'https://evil.test/orders'] });
      expect((await ask('/orders')).status).toBe(status);
      expect(paths()).toEqual([`${ORIGIN}/orders`]);
    },
  );

  it('to another origin is no better by a detour', async () => {
    const { ask, paths } = setUp({ '/orders': [302, '/detour'], '/detour': [302, '//evil.test/'] });
    expect((await ask('/orders')).status).toBe(302);
    expect(paths()).toEqual([`${ORIGIN}/orders`, `${ORIGIN}/detour`]);
  });

  it('of what has a body is not followed, also where it only reads', async () => {
    const { ask, paths } = setUp({ '/orders': [307, '/others'], '/search': [302, '/others'] });
    for (const path of ['/orders', '/search']) {
      const answer = await ask(path, { method: 'POST', body: '{}' });
      expect(answer.ok).toBe(false);
    }
    expect(paths()).toEqual([`${ORIGIN}/orders`, `${ORIGIN}/search`]);
  });

  it('is left alone where the caller wants that', async () => {
    const { ask, sent } = setUp({ '/orders': [302, '/others'] });
    expect((await ask('/orders', { redirect: 'manual' })).status).toBe(302);
    await ask('/others', { redirect: 'error' });
    expect(sent.map(({ redirect }) => redirect)).toEqual(['manual', 'error']);
  });

  it('that leads in a circle, or nowhere, ends', async () => {
    const { ask, sent } = setUp({ '/round': [302, '/round'], '/nowhere': [302, 'http://'] });
    expect((await ask('/round')).status).toBe(302);
    expect(sent).toHaveLength(6);
    expect((await ask('/nowhere')).status).toBe(302);
  });
});
