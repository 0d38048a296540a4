import { isIntegrationError } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { type LambdaEvent, toLambdaHandler } from '../../src/node/index.js';

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function echo(event: LambdaEvent, origin?: string): Promise<Echo> {
  const { body } = await toLambdaHandler(
    async (request) =>
      Response.json({
        method: request.method,
        url: request.url,
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
      }),
    { origin },
  )(event);
  return JSON.parse(body) as Echo;
}

const httpApi: LambdaEvent = {
  version: '2.0',
  rawPath: '/stage/webhooks',
  rawQueryString: 'b=%20&a=1',
  requestContext: { domainName: 'id.execute-api.test', http: { method: 'POST' } },
  headers: { 'X-Sign': 'one,two' },
  body: '{"a":1}',
  isBase64Encoded: false,
};

const restApi: LambdaEvent = {
  httpMethod: 'POST',
  path: '/webhooks',
  requestContext: { domainName: 'id.execute-api.test', path: '/stage/webhooks' },
  headers: { Host: 'shop.test', 'X-Sign': 'two' },
  multiValueHeaders: { Host: ['shop.test'], 'X-Sign': ['one', 'two'] },
  queryStringParameters: { a: '2' },
  multiValueQueryStringParameters: { 'a b': ['1', '2 &'] },
  body: Buffer.from('{"a":1}').toString('base64'),
  isBase64Encoded: true,
};

describe('toLambdaHandler', () => {
  it('reads an event of an HTTP API or a function URL', async () => {
    expect(await echo(httpApi)).toEqual({
      method: 'POST',
      url: 'https://id.execute-api.test/stage/webhooks?b=%20&a=1',
      headers: { 'x-sign': 'one,two' },
      body: '{"a":1}',
    } satisfies Echo);
  });

  it('reads an event of a REST API, with its stage and its repeated headers and parameters', async () => {
    const { url, headers, body } = await echo(restApi);
    expect(url).toBe('https://shop.test/stage/webhooks?a%20b=1&a%20b=2%20%26');
    expect(headers['x-sign']).toBe('one, two');
    expect(body).toBe('{"a":1}');
  });

  it('reads an event of a load balancer, whose parameters are still encoded', async () => {
    const { url } = await echo({
      httpMethod: 'POST',
      path: '/webhooks',
      requestContext: { elb: { targetGroupArn: 'arn' } },
      headers: { host: 'shop.test', absent: undefined },
      queryStringParameters: { q: 'a%20b', empty: undefined },
      body: '',
    });
    expect(url).toBe('https://shop.test/webhooks?q=a%20b&empty=');
  });

  it('takes the origin that it is told over the host that a stranger can choose', async () => {
    expect((await echo(restApi, 'https://public.test/ignored')).url).toMatch(
      /^https:\/\/public\.test\/stage\/webhooks/,
    );
  });

  it('serves a request without a body, header or host', async () => {
    expect(await echo({ httpMethod: 'GET', body: null, headers: null })).toEqual({
      method: 'GET',
      url: 'https://localhost/',
      headers: {},
      body: '',
    });
  });

  it('answers in the form of the event, and keeps bytes that are no text', async () => {
    const bytes = Uint8Array.from([0xff, 0]);
    const handler = toLambdaHandler(() => new Response(bytes, { status: 201, headers: { 'x-a': '1' } }));
    expect(await handler(httpApi)).toEqual({
      statusCode: 201,
      headers: { 'x-a': '1' },
      body: '/wA=',
      isBase64Encoded: true,
    });
    expect((await handler(restApi)).multiValueHeaders).toEqual({ 'x-a': ['1'] });
  });

  it.each<[string, LambdaEvent]>([
    ['a method', { ...restApi, httpMethod: 'TRACE' }],
    ['a host', { ...restApi, multiValueHeaders: { host: ['a b'] } }],
    ['the name of a header', { ...httpApi, headers: { 'a b': '1' } }],
    ['the value of a header', { ...httpApi, headers: { a: '\u20ac' } }],
  ])('answers 400, and does not fail, where %s is none', async (_, event) => {
    const handler = toLambdaHandler(() => new Response('handled'));
    expect(await handler(event)).toMatchObject({ statusCode: 400, body: '{"error":"bad_request"}' });
  });

  it.each<[string, LambdaEvent, RegExp]>([
    ['a parsed body', { ...httpApi, body: { a: 1 } }, /parsed before the webhook handler/],
    ['an event of a queue', { body: 'x' }, /no HTTP request/],
  ])('rejects %s, and says what is wrong', async (_, event, message) => {
    const failure = await echo(event).catch((error: unknown) => error);
    expect(isIntegrationError(failure) && [failure.code, failure.message]).toEqual([
      'CONFIGURATION',
      expect.stringMatching(message),
    ]);
  });
});
