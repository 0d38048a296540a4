import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type NodeRequest, toNodeListener } from '../../src/node/index.js';
import * as webhooks from '../../src/webhooks/index.js';
import { createAcme, signAcme } from '../webhooks/acme.js';
import { listen, post } from './loopback.js';

type Handler = Parameters<typeof toNodeListener>[0];

/** Answers with what reached it. */
const echo: Handler = async (request) =>
  Response.json({
    method: request.method,
    url: request.url,
    headers: [...request.headers],
    body: Buffer.from(await request.arrayBuffer()).toString('base64'),
  });
interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}
const parse = (text: string): Echo => JSON.parse(text) as Echo;

/** Something that happens once, elsewhere. */
function createSignal<T>(): { readonly sent: Promise<T>; send(value: T): void } {
  let send: (value: T) => void = () => {};
  const sent = new Promise<T>((resolve) => {
    send = resolve;
  });
  return { sent, send: (value) => send(value) };
}

/** Runs a body parser first, as Express does. */
const after =
  (
    parser: (request: NodeRequest & { body?: unknown; rawBody?: unknown }, bytes: Buffer) => void,
    listener: ReturnType<typeof toNodeListener>,
  ): RequestListener =>
  (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      parser(incoming, Buffer.concat(chunks));
      listener(incoming, outgoing);
    });
  };

describe('toNodeListener', () => {
  it('hands over method, URL, headers and every byte of the body', async () => {
    await using server = await listen(toNodeListener(echo));
    const body = Uint8Array.from({ length: 200_000 }, (_, index) => index % 256);
    const { status, headers, text } = await post(server.url, {
      body,
      headers: { 'x-one': 'a' },
      path: '/webhooks?a=1&b=%20',
    });
    expect([status, headers['content-type']]).toEqual([200, 'application/json']);
    const seen = parse(text);
    expect(seen).toMatchObject({ method: 'POST', url: `${server.url}/webhooks?a=1&b=%20` });
    expect(seen.headers).toContainEqual(['x-one', 'a']);
    expect(Buffer.from(seen.body, 'base64').equals(body)).toBe(true);
  });

  it.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])('hands over %s', async (method) => {
    await using server = await listen(
      toNodeListener((request) => new Response(null, { status: 204, headers: { 'x-method': request.method } })),
    );
    expect(await post(server.url, { method })).toMatchObject({
      status: 204,
      headers: { 'x-method': method },
      text: '',
    });
  });

  it('keeps repeated headers, both ways', async () => {
    const respond: Handler = (request) => {
      const headers = new Headers({ 'x-seen': request.headers.get('x-twice') ?? '' });
      headers.append('set-cookie', 'a=1, b');
      headers.append('set-cookie', 'c=2');
      return new Response('ok', { headers });
    };
    await using server = await listen(toNodeListener(respond));
    const { headers } = await post(server.url, { headers: { 'x-twice': ['1', '2'] } });
    expect(headers).toMatchObject({ 'x-seen': '1, 2', 'set-cookie': ['a=1, b', 'c=2'] });
  });

  it.each([
    ['//elsewhere.test/path', '//elsewhere.test/path'],
    ['/a/../b?c', '/b?c'],
    ['http://elsewhere.test/absolute', undefined],
  ])('takes the target %s for a path on this host', async (path, expected) => {
    await using server = await listen(toNodeListener(echo));
    const { url } = parse((await post(server.url, { path })).text);
    expect(url).toBe(expected === undefined ? path : `${server.url}${expected}`);
  });

  it('believes the configured origin, not forwarded headers', async () => {
    await using server = await listen(toNodeListener(echo, { origin: 'https://shop.example' }));
    const headers = { 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'ftp', host: 'inside:1' };
    expect(parse((await post(server.url, { headers })).text).url).toBe('https://shop.example/webhooks');
  });

  it.each([
    ['a method that the web forbids', 'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a host that is none', 'POST / HTTP/1.1\r\nHost: a b\r\nContent-Length: 0\r\n\r\n'],
    ['a target that is none', 'OPTIONS * HTTP/1.1\r\nHost: [\r\n\r\n'],
  ])('answers %s with 400', async (_, text) => {
    await using server = await listen(toNodeListener(echo));
    expect(await exchange(server.port, text)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each([
    ['https://other.test/webhooks?a=1', 'https://shop.example/webhooks?a=1'],
    ['http://other.test', 'https://shop.example/'],
    ['http://other.test?a=1', 'https://shop.example/?a=1'],
    ['//other.test/webhooks', 'https://shop.example//other.test/webhooks'],
  ])('believes the configured origin, not that in the target %s', async (path, url) => {
    await using server = await listen(toNodeListener(echo, { origin: 'https://shop.example/ignored' }));
    expect(parse((await post(server.url, { path })).text).url).toBe(url);
  });

  it('knows the host of a request over HTTP/2, which has it in a field of its own', async () => {
    const serve = toNodeListener((request) => new Response(request.url));
    const server = createHttp2Server((incoming, outgoing) => {
      // What the compatibility layer of Node has in the place of those of HTTP/1.
      serve(incoming as unknown as IncomingMessage, outgoing as unknown as ServerResponse);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    try {
      const stream = client.request({ ':method': 'POST', ':path': '/hooks?a=1', ':authority': 'shop.test' });
      stream.setEncoding('utf8').end();
      const chunks: unknown[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      expect(chunks.join('')).toBe('http://shop.test/hooks?a=1');
    } finally {
      client.close();
      server.close();
    }
  });

  it('streams a large answer to a client that takes its time', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const body = 'x'.repeat(5_000_000);
    await using server = await listen(toNodeListener(() => new Response(new Blob([body]))));
    expect((await post(server.url)).text === body).toBe(true);
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['while it is sent', (controller: ReadableStreamDefaultController) => controller.enqueue(new Uint8Array(65_536))],
    ['while it has nothing to say', () => new Promise<void>(() => {})],
  ])('cancels the answer when the client goes away %s', async (_, pull) => {
    const cancelled = createSignal<string>();
    const endless = (): Response => {
      const start = (controller: ReadableStreamDefaultController): void => controller.enqueue(new Uint8Array(1));
      return new Response(new ReadableStream({ start, pull, cancel: () => cancelled.send('cancelled') }));
    };
    await using server = await listen(toNodeListener(endless));
    const socket = connect(server.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    socket.once('data', () => socket.destroy());
    expect(await cancelled.sent).toBe('cancelled');
  });

  it('aborts the request when the client goes away', async () => {
    const arrived = createSignal<undefined>();
    const aborted = createSignal<unknown>();
    const wait: Handler = (request) => {
      request.signal.addEventListener('abort', () => aborted.send(request.signal.reason));
      arrived.send(undefined);
      return new Promise(() => {});
    };
    await using server = await listen(toNodeListener(wait));
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}');
    await arrived.sent;
    socket.destroy();
    expect(await aborted.sent).toMatchObject({ message: 'The client went away.' });
  });

  it('does not abort the request when it was answered', async () => {
    let signal: AbortSignal | undefined;
    const listener = toNodeListener((request) => {
      ({ signal } = request);
      return new Response('ok');
    });
    const closed = createSignal<boolean>();
    await using server = await listen((incoming, outgoing) => {
      listener(incoming, outgoing);
      outgoing.on('close', () => closed.send(signal?.aborted ?? true));
    });
    await post(server.url);
    expect(await closed.sent).toBe(false);
  });

  it('ends the body with an error when the client goes away in the middle of it', async () => {
    const arrived = createSignal<undefined>();
    const failed = createSignal<unknown>();
    const read: Handler = async (request) => {
      arrived.send(undefined);
      await request.arrayBuffer().catch((error: unknown) => failed.send(error));
      return new Response('gone');
    };
    await using server = await listen(toNodeListener(read));
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{}');
    await arrived.sent;
    socket.destroy();
    expect(await failed.sent).toBeInstanceOf(Error);
  });

  it('answers 500 when the handler throws, tells the owner, and nobody else', async () => {
    const errors: unknown[] = [];
    const failing: Handler = () => Promise.reject(new Error('canary'));
    await using server = await listen(toNodeListener(failing, { onError: (error) => errors.push(error) }));
    const { status, text } = await post(server.url);
    expect([status, text]).toEqual([500, '{"error":"internal_error"}']);
    expect(errors).toMatchObject([{ message: 'canary' }]);
  });

  it('hands what the handler throws to the next one, where there is one', async () => {
    const next = (outgoing: ServerResponse) => (error?: unknown) => outgoing.writeHead(502).end(String(error));
    const listener = toNodeListener(() => Promise.reject(new Error('x')));
    await using server = await listen((incoming: IncomingMessage, outgoing) =>
      listener(incoming, outgoing, next(outgoing)),
    );
    expect(await post(server.url)).toMatchObject({ status: 502, text: 'Error: x' });
  });
});

describe('a webhook handler behind toNodeListener', () => {
  const EVENT = { id: 'evt_1', type: 'order.paid' };
  const create = (): { handler: webhooks.WebhookHandler; seen: string[] } => {
    const seen: string[] = [];
    const handler = webhooks.createWebhookHandler({
      source: createAcme(webhooks),
      inbox: webhooks.createMemoryInbox(),
      on: { 'order.paid': ({ id }) => void seen.push(id) },
    });
    return { handler, seen };
  };
  const sign = (): ReturnType<typeof signAcme> => signAcme(webhooks, EVENT, { at: Date.now() });

  it('verifies what came over the wire', async () => {
    const { handler, seen } = create();
    await using server = await listen(toNodeListener(handler));
    expect((await post(server.url, await sign())).status).toBe(200);
    expect(seen).toEqual(['evt_1']);
  });

  it('refuses a signature header that came twice', async () => {
    await using server = await listen(toNodeListener(create().handler));
    const { body, headers } = await sign();
    const twice = String(headers['acme-signature']);
    expect((await post(server.url, { body, headers: { 'acme-signature': [twice, twice] } })).status).toBe(401);
  });

  it('answers 413 to 50 MB while they are still being sent, and serves the next one', async () => {
    const { handler, seen } = create();
    await using server = await listen(toNodeListener(handler));
    expect(await sendEndlessly(server.port)).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close/i);
    expect((await post(server.url, await sign())).status).toBe(200);
    expect(seen).toEqual(['evt_1']);
  });

  it.each([
    [
      'express.raw() keeps the bytes as body',
      (request: { body?: unknown }, bytes: Buffer) => void (request.body = bytes),
    ],
    [
      'a verify callback keeps the bytes beside the parsed body',
      (request: { body?: unknown; rawBody?: unknown }, bytes: Buffer) =>
        void Object.assign(request, { body: JSON.parse(bytes.toString()) as unknown, rawBody: bytes }),
    ],
  ])('verifies where %s', async (_, parser) => {
    const { handler, seen } = create();
    await using server = await listen(after(parser, toNodeListener(handler)));
    expect((await post(server.url, await sign())).status).toBe(200);
    expect(seen).toEqual(['evt_1']);
  });

  it('verifies where a body parser saw nothing to do and left an empty object', async () => {
    const listener = toNodeListener(create().handler);
    await using server = await listen((incoming, outgoing) =>
      listener(Object.assign(incoming, { body: {} }), outgoing),
    );
    expect((await post(server.url, await sign())).status).toBe(200);
  });

  it('says how to mend it where a body parser has eaten the bytes (D4)', async () => {
    const { handler, seen } = create();
    const errors: unknown[] = [];
    const parser = (request: { body?: unknown }, bytes: Buffer): void => {
      request.body = JSON.parse(bytes.toString()) as unknown;
    };
    const listener = toNodeListener(handler, { onError: (error) => errors.push(error) });
    await using server = await listen(after(parser, listener));
    const { status, text } = await post(server.url, await sign());
    expect(status).toBe(500);
    expect(text).toContain('express.raw');
    expect(errors).toMatchObject([{ code: 'CONFIGURATION', message: expect.stringContaining('rawBody') }]);
    expect(seen).toEqual([]);
  });
});

/** Sends text, and resolves with everything that comes back. */
function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      socket.end();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.write(text);
  });
}

/** Sends 50 MB in chunks, as one that does not tell its length, and resolves with what comes back before the end. */
function sendEndlessly(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    let left = 800;
    let answer = '';
    const send = (): void => {
      while (left-- > 0) if (!socket.write(chunk)) return;
    };
    socket.on('drain', send);
    socket.on('data', (data) => {
      answer += data.toString();
    });
    // The server hangs up on a client that is still sending: what it said before is what counts.
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
    send();
  });
}
