import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type NodeRequest, readRawBody } from '../../src/node/index.js';
import { listen, post } from './loopback.js';

type Settled = { readonly bytes: Uint8Array } | { readonly error: unknown };

/** Reads what a client sends, and tells how that ended. */
async function read(
  send: (server: { url: string; port: number }) => unknown,
  options: Parameters<typeof readRawBody>[1] & { prepare?: (request: NodeRequest) => unknown } = {},
): Promise<Settled> {
  const { prepare, ...rest } = options;
  let settle: (settled: Settled) => void = () => {};
  const settled = new Promise<Settled>((resolve) => {
    settle = resolve;
  });
  await using server = await listen((incoming, outgoing) => {
    void (async () => {
      await prepare?.(incoming);
      settle(
        await readRawBody(incoming, rest).then(
          (bytes) => ({ bytes }),
          (error: unknown) => ({ error }),
        ),
      );
      outgoing.end();
    })();
  });
  void Promise.resolve(send(server)).catch(() => {});
  return await settled;
}

describe('readRawBody', () => {
  it('reads every byte', async () => {
    const body = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256);
    const result = await read(({ url }) => post(url, { body }));
    expect(result).toHaveProperty('bytes');
    expect(Buffer.from('bytes' in result ? result.bytes : []).equals(body)).toBe(true);
  });

  it('reads nothing of a request without body', async () => {
    expect(await read(({ url }) => post(url, { method: 'GET' }))).toEqual({ bytes: Buffer.alloc(0) });
  });

  it.each([
    ['announced', { 'content-length': '11' }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('refuses more than the limit, %s', async (_, headers) => {
    const result = await read(({ url }) => post(url, { body: 'x'.repeat(11), headers }), { limit: 10 });
    expect(result).toMatchObject({ error: { code: 'VALIDATION', status: 413 } });
  });

  it('takes exactly the limit', async () => {
    const result = await read(
      ({ url }) => post(url, { body: 'x'.repeat(10), headers: { 'transfer-encoding': 'chunked' } }),
      { limit: 10 },
    );
    expect(result).toEqual({ bytes: Buffer.from('x'.repeat(10)) });
  });

  it('rejects when the client goes away before the end', async () => {
    const result = await read(({ port }) => {
      const socket = connect(port, '127.0.0.1');
      socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{}', () => socket.destroy());
    });
    expect(result).toMatchObject({ error: { code: 'NETWORK' } });
  });

  it.each([['rawBody'], ['body']])('takes the bytes that are kept as %s', async (name) => {
    const bytes = Buffer.from('kept');
    const prepare = async (request: NodeRequest): Promise<void> => {
      for await (const chunk of request) expect(chunk).toBeInstanceOf(Uint8Array);
      Object.assign(request, { [name]: bytes });
    };
    expect(await read(({ url }) => post(url, { body: 'other' }), { prepare })).toEqual({ bytes });
    expect(await read(({ url }) => post(url, { body: 'other' }), { prepare, limit: 3 })).toMatchObject({
      error: { status: 413 },
    });
  });

  it('says how to mend it when the bytes are gone', async () => {
    const prepare = async (request: NodeRequest): Promise<void> => {
      for await (const chunk of request) expect(chunk).toBeInstanceOf(Uint8Array);
      Object.assign(request, { body: { parsed: true } });
    };
    const result = await read(({ url }) => post(url, { body: '{"parsed":true}' }), { prepare });
    expect(result).toMatchObject({ error: { code: 'CONFIGURATION', message: expect.stringContaining('express.raw') } });
  });
});
