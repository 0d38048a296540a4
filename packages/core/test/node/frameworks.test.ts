import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { toFastifyPlugin, toLambdaHandler, toNodeListener } from '../../src/node/index.js';
import * as webhooks from '../../src/webhooks/index.js';
import { createAcme, signAcme } from '../webhooks/acme.js';
import { type Answer, listen, post } from './loopback.js';

/** Bytes that every decoding would change: a byte order mark, and one that is no UTF-8. */
const HOSTILE = Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0xff, 0x7d]);
const PAID = new TextEncoder().encode('{ "id":"evt_1",\r\n"type":"order.paid" }');

/** A route of each framework, and a way to post to it. */
type Post = (body: Uint8Array, headers: Record<string, string>) => Promise<Pick<Answer, 'status' | 'text'>>;
type Mount = (handler: webhooks.WebhookHandler, run: (send: Post) => Promise<void>) => Promise<void>;

const PATH = '/webhooks/acme';

const frameworks: Readonly<Record<string, Mount>> = {
  'node:http': async (handler, run) => {
    await using server = await listen(toNodeListener(handler));
    await run((body, headers) => post(server.url, { body, headers, path: PATH }));
  },
  Express: async (handler, run) => {
    const app = express();
    app.post(PATH, toNodeListener(handler));
    app.use(express.json()); // everything after it is parsed
    await using server = await listen(app);
    await run((body, headers) => post(server.url, { body, headers, path: PATH }));
  },
  'Express with express.raw': async (handler, run) => {
    const app = express();
    app.post(PATH, express.raw({ type: '*/*', limit: '60mb' }), toNodeListener(handler));
    await using server = await listen(app);
    await run((body, headers) => post(server.url, { body, headers, path: PATH }));
  },
  Fastify: async (handler, run) => {
    const app = fastify();
    await app.register(toFastifyPlugin(handler, { path: PATH }));
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    try {
      await run((body, headers) => post(url, { body, headers, path: PATH }));
    } finally {
      await app.close();
    }
  },
  Hono: async (handler, run) => {
    const app = new Hono().post(PATH, (context) => handler(context.req.raw));
    await run(async (body, headers) => {
      const response = await app.request(PATH, { method: 'POST', body: body as BodyInit, headers });
      return { status: response.status, text: await response.text() };
    });
  },
  'a Next route': async (handler, run) => {
    const route = { POST: handler };
    await run(async (body, headers) => {
      const url = `https://shop.test${PATH}`;
      const response = await route.POST(new Request(url, { method: 'POST', body: body as BodyInit, headers }));
      return { status: response.status, text: await response.text() };
    });
  },
  Lambda: async (handler, run) => {
    const invoke = toLambdaHandler(handler);
    await run(async (body, headers) => {
      const { statusCode, body: text } = await invoke({
        version: '2.0',
        rawPath: PATH,
        rawQueryString: '',
        requestContext: { domainName: 'shop.test', http: { method: 'POST' } },
        headers,
        body: Buffer.from(body).toString('base64'),
        isBase64Encoded: true,
      });
      return { status: statusCode, text };
    });
  },
};

async function sign(body: Uint8Array): Promise<Record<string, string>> {
  const { headers } = await signAcme(webhooks, body, { at: Date.now() });
  return { 'content-type': 'application/json', ...headers };
}

describe.each(Object.entries(frameworks))('a webhook route in %s', (_, mount) => {
  it('verifies the bytes as they were sent, and applies the event once', async () => {
    const applied: string[] = [];
    const handler = webhooks.createWebhookHandler({
      source: createAcme(webhooks),
      inbox: webhooks.createMemoryInbox(),
      on: { 'order.paid': ({ id }) => void applied.push(id) },
    });
    await mount(handler, async (send) => {
      expect((await send(PAID, await sign(PAID))).status).toBe(200);
      expect((await send(PAID, await sign(PAID))).status).toBe(200);
    });
    expect(applied).toEqual(['evt_1']);
  });

  it('keeps bytes that no decoding would keep', async () => {
    const handler = webhooks.createWebhookHandler({
      source: createAcme(webhooks),
      inbox: webhooks.createMemoryInbox(),
      on: {},
    });
    await mount(handler, async (send) => {
      const genuine = await send(HOSTILE, await sign(HOSTILE));
      expect([genuine.status, genuine.text]).toEqual([400, '{"error":"invalid_utf8"}']);
      const tampered = await send(HOSTILE.with(4, 0xfe), await sign(HOSTILE));
      expect([tampered.status, tampered.text]).toEqual([401, '{"error":"signature_mismatch"}']);
    });
  });

  it('refuses what is larger than the source takes', async () => {
    const source = createAcme(webhooks, { delivery: { maxBodyBytes: 100 } });
    const handler = webhooks.createWebhookHandler({ source, inbox: webhooks.createMemoryInbox(), on: {} });
    await mount(handler, async (send) => {
      const { status, text } = await send(new Uint8Array(200_000), { 'content-type': 'application/json' });
      expect([status, text]).toEqual([413, '{"error":"body_too_large"}']);
    });
  });
});

describe('a request that no web request can be', () => {
  it('is answered 400 by Fastify, and reaches no error handler of the application', async () => {
    const failures: unknown[] = [];
    const app = fastify();
    app.setErrorHandler((error, _request, reply) => {
      failures.push(error);
      return reply.code(500).send();
    });
    await app.register(toFastifyPlugin(() => new Response('handled'), { path: PATH }));
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    try {
      const { status, text } = await post(url, { body: PAID, headers: { host: 'a b' }, path: PATH });
      expect([status, text, failures]).toEqual([400, '{"error":"bad_request"}', []]);
    } finally {
      await app.close();
    }
  });
});

describe('a webhook route behind a body parser of Express', () => {
  it('answers 500 with the way to mend it, instead of a signature that never fits', async () => {
    const app = express();
    app.use(express.json());
    app.post(PATH, (request, response) => toNodeListener(() => new Response())(request, response));
    await using server = await listen(app);
    const { status, text } = await post(server.url, { body: PAID, headers: await sign(PAID), path: PATH });
    expect(status).toBe(500);
    expect(text).toContain('Mount the webhook route before any body parser');
  });

  it('verifies the bytes that the parser was told to keep', async () => {
    const app = express();
    app.use(
      express.json({
        verify: (request, _response, bytes) => {
          Object.assign(request, { rawBody: bytes });
        },
      }),
    );
    const source = createAcme(webhooks);
    const handler = webhooks.createWebhookHandler({ source, inbox: webhooks.createMemoryInbox(), on: {} });
    app.post(PATH, toNodeListener(handler));
    await using server = await listen(app);
    expect((await post(server.url, { body: PAID, headers: await sign(PAID), path: PATH })).status).toBe(200);
  });
});
