import { HttpResponse, http } from 'msw';
import { type SetupServer, setupServer } from 'msw/node';
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultRule } from '../src/fault-program.js';
import { toMswHandlers } from '../src/to-msw-handlers.js';
import { createCounterEmulator } from './counter-emulator.js';

let server: SetupServer | undefined;

async function start(rules: readonly FaultRule[] = []): Promise<ReturnType<typeof createCounterEmulator>> {
  const emulator = createCounterEmulator(rules);
  const elsewhere = http.all('*', () => new HttpResponse(null, { status: 418 }));
  server = setupServer(...(await toMswHandlers(emulator, { baseUrl: 'https://counter.test/v1/' })), elsewhere);
  server.listen({ onUnhandledFrame: 'error' });
  return emulator;
}

afterEach(() => {
  server?.close();
});

const url = 'https://counter.test/v1/counter?again=1';

describe('emulator behind msw', () => {
  it('answers everything below its base URL', async () => {
    const emulator = await start();
    const response = await fetch(url, { method: 'POST', body: 'hello' });
    expect(await response.json()).toEqual({ total: 1, echo: 'hello' });
    expect(emulator.book.requests()).toMatchObject([{ path: '/v1/counter', committed: true }]);
  });

  it('answers nothing else', async () => {
    const emulator = await start();
    expect((await fetch('https://counterXtest/v1/counter')).status).toBe(418);
    expect((await fetch('https://counter.test/v2/counter')).status).toBe(418);
    expect(emulator.book.count()).toBe(0);
  });

  it('fails a request that is reset after the commit', async () => {
    const emulator = await start([{ fault: { type: 'reset', when: 'after' } }]);
    await expect(fetch(url, { method: 'POST' })).rejects.toThrow('fetch failed');
    expect(emulator.book.total).toBe(1);
  });

  it('hangs until the client gives up', async () => {
    const emulator = await start([{ fault: { type: 'hang' } }]);
    const abort = new AbortController();
    const call = fetch(url, { method: 'POST', signal: abort.signal });
    await expect.poll(() => emulator.book.count()).toBe(1);
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('breaks a body off', async () => {
    await start([{ fault: { type: 'truncated' } }]);
    const response = await fetch(url, { method: 'POST' });
    await expect(response.text()).rejects.toThrow('terminated');
  });
});
