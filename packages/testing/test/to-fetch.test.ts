import { describe, expect, it } from 'vitest';
import { toFetch } from '../src/to-fetch.js';
import { createVirtualClock } from '../src/virtual-clock.js';
import { createCounterEmulator } from './counter-emulator.js';

const url = 'http://counter.test/counter';
const add = { method: 'POST' };

describe('emulator behind an injected fetch', () => {
  it('answers, and keeps a book of what was done', async () => {
    const emulator = createCounterEmulator([], { clock: createVirtualClock(0) });
    const fetch = toFetch(emulator);
    const response = await fetch(url, { method: 'POST', body: 'hello' });
    expect(await response.json()).toEqual({ total: 1, echo: 'hello' });
    await fetch(url);
    expect(emulator.book.total).toBe(1);
    expect(emulator.book.count()).toBe(2);
    expect(emulator.book.requests('POST')).toEqual([
      {
        sequence: 1,
        at: 0,
        method: 'POST',
        path: '/counter',
        route: 'POST /counter',
        committed: true,
        replayed: false,
        answer: 'response',
        status: 200,
      },
    ]);
  });

  it.each(['before', 'after'] as const)('resets the connection %s the commit', async (when) => {
    const emulator = createCounterEmulator([{ fault: { type: 'reset', when } }]);
    const failure = await toFetch(emulator)(url, add).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'TypeError', message: 'fetch failed', cause: { code: 'ECONNRESET' } });
    expect(emulator.book.total).toBe(when === 'after' ? 1 : 0);
    expect(emulator.book.requests()).toMatchObject([
      { committed: when === 'after', answer: 'reset', fault: { type: 'reset', when } },
    ]);
  });

  it.each(['before', 'during', 'after'] as const)('answers a status %s the execution', async (when) => {
    const headers = { 'retry-after': '7' };
    const emulator = createCounterEmulator([{ fault: { type: 'status', status: 429, headers, when } }]);
    const response = await toFetch(emulator)(url, add);
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(await response.json()).toEqual({ problem: 429 });
    expect(emulator.book.total).toBe(when === 'after' ? 1 : 0);
  });

  it('answers a page of HTML', async () => {
    const emulator = createCounterEmulator([{ fault: { type: 'html' } }]);
    const response = await toFetch(emulator)(url, add);
    expect([response.status, response.headers.get('content-type')]).toEqual([503, 'text/html']);
    expect(await response.text()).toContain('<html>');
    expect(emulator.book.total).toBe(0);
  });

  it('hangs until the client gives up, with the reason of the client', async () => {
    const clock = createVirtualClock();
    const emulator = createCounterEmulator([{ fault: { type: 'hang', when: 'after' } }], { clock });
    const abort = new AbortController();
    const reason = new Error('enough');
    clock.setTimeout(() => abort.abort(reason), 5_000);
    const call = toFetch(emulator)(url, { ...add, signal: abort.signal });
    await expect(clock.settle(call)).rejects.toBe(reason);
    expect(emulator.book.requests()).toMatchObject([{ committed: true, answer: 'hang' }]);
  });

  it('is slow on its own clock', async () => {
    const clock = createVirtualClock(0);
    const emulator = createCounterEmulator([{ fault: { type: 'slow', ms: 2_500 } }], { clock });
    await clock.settle(toFetch(emulator)(url, add));
    expect(clock.now()).toBe(2_500);
  });

  it('has committed a slow request by the time the client gives up', async () => {
    const clock = createVirtualClock();
    const emulator = createCounterEmulator([{ fault: { type: 'slow', ms: 60_000 } }], { clock });
    const abort = new AbortController();
    clock.setTimeout(() => abort.abort(), 1_000);
    const call = toFetch(emulator)(url, { ...add, signal: abort.signal });
    await expect(clock.settle(call)).rejects.toMatchObject({ name: 'AbortError' });
    expect(emulator.book.requests()).toMatchObject([{ committed: true, answer: 'pending' }]);
    await emulator.close?.();
    expect(clock.pending).toBe(0);
  });

  it('sends the head at once and a slow body later', async () => {
    const clock = createVirtualClock(0);
    const emulator = createCounterEmulator([{ fault: { type: 'slow', ms: 900, part: 'body' } }], { clock });
    const response = await toFetch(emulator)(url, add);
    expect([response.status, clock.now()]).toEqual([200, 0]);
    expect(await clock.settle(response.json())).toEqual({ total: 1, echo: '' });
    expect(clock.now()).toBe(900);
  });

  it('ends a slow body when the client gives up', async () => {
    const clock = createVirtualClock();
    const emulator = createCounterEmulator([{ fault: { type: 'slow', ms: 900, part: 'body' } }], { clock });
    const abort = new AbortController();
    const response = await toFetch(emulator)(url, { ...add, signal: abort.signal });
    clock.setTimeout(() => abort.abort(), 100);
    await expect(clock.settle(response.text())).rejects.toMatchObject({ name: 'AbortError' });
    expect(clock.pending).toBe(0);
  });

  it('breaks a body off after it has promised more', async () => {
    const emulator = createCounterEmulator([{ fault: { type: 'truncated', bytes: 5 } }]);
    const response = await toFetch(emulator)(url, add);
    expect(response.headers.get('content-length')).toBe(String('{"total":1,"echo":""}'.length));
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('{"tot');
    await expect(reader?.read()).rejects.toMatchObject({ message: 'terminated', cause: { code: 'UND_ERR_SOCKET' } });
    expect(emulator.book.total).toBe(1);
  });

  it('closes a connection that was kept alive', async () => {
    const emulator = createCounterEmulator([{ skip: 1, fault: { type: 'keep_alive_closed' } }]);
    const fetch = toFetch(emulator);
    await fetch(url, add);
    await expect(fetch(url, add)).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } });
    expect(emulator.book.requests().map(({ committed }) => committed)).toEqual([true, false]);
  });

  it('does not send a request that is aborted already', async () => {
    const emulator = createCounterEmulator();
    const reason = new Error('too late');
    await expect(toFetch(emulator)(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(emulator.book.count()).toBe(0);
  });

  it('owns up to a defect of its own', async () => {
    const emulator = createCounterEmulator();
    const response = await toFetch(emulator)(url, { method: 'PUT' });
    expect(response.status).toBe(500);
    expect(emulator.book.requests()[0]?.defect).toMatchObject({ message: 'never written' });
  });
});
