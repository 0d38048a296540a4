import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { toNodeListener } from '../../src/node/index.js';
import { listen, post } from './loopback.js';

type Handler = Parameters<typeof toNodeListener>[0];

const failing: Handler = () => Promise.reject(new Error('canary'));
const FAILED = { status: 500, text: '{"error":"internal_error"}' };

/** Runs what must leave no rejection unhandled, and tells of those that it left. */
async function findUnhandled(run: () => Promise<void>): Promise<readonly unknown[]> {
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', onUnhandled);
  try {
    await run();
    await new Promise((resolve) => {
      setImmediate(() => setImmediate(resolve));
    });
  } finally {
    process.off('unhandledRejection', onUnhandled);
  }
  return unhandled;
}

/** Sends text, and resolves with everything that comes back until the server hangs up. */
function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.write(text);
  });
}

describe('the one who is told of a failure', () => {
  const broken: readonly (readonly [string, () => void])[] = [
    [
      'throws',
      () => {
        throw new Error('a broken logger');
      },
    ],
    ['rejects', () => Promise.reject(new Error('a broken logger'))],
    ['never answers', () => new Promise(() => {})],
  ];

  it.each(broken)('costs the client nothing when onError %s', async (_, onError) => {
    await using server = await listen(toNodeListener(failing, { onError }));
    const unhandled = await findUnhandled(async () => {
      expect(await post(server.url)).toMatchObject(FAILED);
    });
    expect(unhandled).toEqual([]);
  });

  it.each(broken.slice(0, 2))('is made up for when next %s', async (_, next) => {
    const told: unknown[] = [];
    const listener = toNodeListener(failing, { onError: (error) => told.push(error) });
    await using server = await listen((incoming, outgoing) => listener(incoming, outgoing, next));
    const unhandled = await findUnhandled(async () => {
      expect(await post(server.url)).toMatchObject(FAILED);
    });
    expect(unhandled).toEqual([]);
    expect(told).toMatchObject([{ message: 'a broken logger' }]);
  });

  it('may have answered before it fails', async () => {
    const listener = toNodeListener(failing);
    await using server = await listen((incoming, outgoing) =>
      listener(incoming, outgoing, () => {
        outgoing.writeHead(502).end('mine');
        throw new Error('afterwards');
      }),
    );
    const unhandled = await findUnhandled(async () => {
      expect(await post(server.url)).toMatchObject({ status: 502, text: 'mine' });
    });
    expect(unhandled).toEqual([]);
  });

  it('ends a connection on which somebody else had begun to answer', async () => {
    const told: unknown[] = [];
    const listener = toNodeListener(failing, { onError: (error) => told.push(error) });
    await using server = await listen((incoming, outgoing) => {
      outgoing.write('begun');
      listener(incoming, outgoing);
    });
    const unhandled = await findUnhandled(async () => {
      expect(await exchange(server.port, 'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n')).toContain('begun');
    });
    expect(unhandled).toEqual([]);
    expect(told).toMatchObject([{ code: 'ERR_HTTP_HEADERS_SENT' }]);
  });
});

describe('an answer that fails before its first byte', () => {
  const bad: Handler = () => {
    const headers = new Headers({ 'content-length': '5', 'content-encoding': 'gzip', 'x-id': 'canary' });
    headers.append('set-cookie', 'session=canary');
    headers.append('set-cookie', 'other=canary');
    const start = (controller: ReadableStreamDefaultController): void => controller.error(new Error('upstream'));
    return new Response(new ReadableStream({ start }), { headers });
  };

  it('leaves nothing in the 500 that is sent in its place, and ends the connection', async () => {
    await using server = await listen(toNodeListener(bad));
    const twice = 'GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n';
    const answer = await exchange(server.port, twice);
    expect(answer).toMatch(/^HTTP\/1\.1 500 [^]*\r\n\r\n/);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(answer.toLowerCase()).toContain('connection: close');
    expect(answer).toContain('{"error":"internal_error"}');
    expect(answer).not.toMatch(/canary|gzip|content-length: 5|set-cookie/i);
  });

  it('keeps the headers that were there before it', async () => {
    const listener = toNodeListener(bad);
    await using server = await listen((incoming, outgoing) => {
      outgoing.setHeader('x-request-id', 'r-1');
      listener(incoming, outgoing);
    });
    const { status, headers } = await post(server.url);
    expect([status, headers['x-request-id'], headers['set-cookie']]).toEqual([500, 'r-1', undefined]);
  });
});
