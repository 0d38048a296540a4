import { Agent, request as httpRequest } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultRule } from '../src/fault-program.js';
import { type ServedEmulator, serve } from '../src/serve.js';
import { createCounterEmulator } from './counter-emulator.js';

const open: ServedEmulator[] = [];

async function start(rules: readonly FaultRule[] = []): Promise<{
  emulator: ReturnType<typeof createCounterEmulator>;
  server: ServedEmulator;
  url: string;
}> {
  const emulator = createCounterEmulator(rules);
  const server = await serve(emulator);
  open.push(server);
  return { emulator, server, url: `${server.url}/counter?again=1` };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** A plain node:http POST that tells how the exchange ended. */
function post(url: string, agent?: Agent): Promise<{ status?: number; error?: string; reused: boolean }> {
  return new Promise((resolve) => {
    const request = httpRequest(url, { method: 'POST', ...(agent && { agent }) }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode ?? 0, reused: request.reusedSocket }));
      response.on('error', (error: NodeJS.ErrnoException) =>
        resolve({ status: response.statusCode ?? 0, error: error.code ?? '', reused: request.reusedSocket }),
      );
    });
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ error: error.code ?? '', reused: request.reusedSocket }),
    );
    request.end('body');
  });
}

describe('emulator over loopback', () => {
  it('answers real requests', async () => {
    const { emulator, url } = await start();
    const response = await fetch(url, { method: 'POST', body: 'hello' });
    expect(await response.json()).toEqual({ total: 1, echo: 'hello' });
    expect(emulator.book.requests()).toMatchObject([{ method: 'POST', path: '/counter', status: 200 }]);
  });

  it.each(['before', 'after'] as const)('resets the socket %s the commit', async (when) => {
    const { emulator, url } = await start([{ fault: { type: 'reset', when } }]);
    expect(await post(url)).toEqual({ error: 'ECONNRESET', reused: false });
    expect([emulator.book.count(), emulator.book.total]).toEqual([1, when === 'after' ? 1 : 0]);
  });

  it('sends the start of a truncated body and closes the socket', async () => {
    const { emulator, url } = await start([{ fault: { type: 'truncated' } }]);
    const response = await fetch(url, { method: 'POST' });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '21']);
    await expect(response.text()).rejects.toThrow('terminated');
    expect(emulator.book.total).toBe(1);
  });

  it('closes a socket that was kept alive just as the next request arrives', async () => {
    const { emulator, url } = await start([{ skip: 1, fault: { type: 'keep_alive_closed' } }]);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await post(url, agent)).toEqual({ status: 200, reused: false });
    expect(await post(url, agent)).toEqual({ error: 'ECONNRESET', reused: true });
    expect(await post(url, agent)).toEqual({ status: 200, reused: false });
    agent.destroy();
    expect(emulator.book.requests().map(({ committed }) => committed)).toEqual([true, false, true]);
  });

  it('keeps the client waiting until it gives up', async () => {
    const { emulator, url } = await start([{ fault: { type: 'hang' } }]);
    const abort = new AbortController();
    const call = fetch(url, { method: 'POST', signal: abort.signal });
    await expect.poll(() => emulator.book.count()).toBe(1);
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('ends hanging connections when it is closed', async () => {
    const { emulator, server, url } = await start([{ fault: { type: 'hang' } }]);
    const call = fetch(url, { method: 'POST' }).catch((error: unknown) => error);
    await expect.poll(() => emulator.book.count()).toBe(1);
    await server.close();
    expect(await call).toMatchObject({ message: 'fetch failed' });
  });

  it('refuses a body without measure', async () => {
    const { emulator, url } = await start();
    const failure = await fetch(url, { method: 'POST', body: new Uint8Array(5 * 1024 * 1024) }).then(
      (response) => response.status,
      () => 413, // The server may close before the whole body is written.
    );
    expect([failure, emulator.book.count()]).toEqual([413, 0]);
  });

  it('rejects when the port is taken', async () => {
    const { emulator, server } = await start();
    await expect(serve(emulator, { port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
