import { describe, expect, it } from 'vitest';
import { classifyError } from '../src/classify-error.js';
import { classifyResponse } from '../src/classify-response.js';
import { isIdempotent } from '../src/is-idempotent.js';
import { createBench } from './algolia-bench.js';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  classifyResponse({
    status,
    headers: new Headers(headers),
    text: () => (typeof body === 'string' ? body : JSON.stringify(body)),
  });

describe('what an answer means', () => {
  it('is told by the status, the text being all that parts wrong credentials from a missing permission', () => {
    expect(answer(200, {})).toBeUndefined();
    expect(answer(403, { message: 'Invalid Application-ID or API key', status: 403 })).toMatchObject({
      code: 'AUTHENTICATION',
    });
    expect(answer(403, { message: 'Method not allowed with this API key', status: 403 })).not.toHaveProperty('code');
    expect(answer(400, { message: 'filters: nonsense' }, { 'correlation-id': 'c-1' })).toEqual({
      message: 'filters: nonsense',
      requestId: 'c-1',
    });
  });

  it('is read from hostile bodies without a throw', () => {
    for (const body of ['<html>', 'null', '[]', '{"message":{}}', '"x"', '', 'x'.repeat(1_000_001), '{"error":null}'])
      expect(answer(500, body), body.slice(0, 20)).toEqual({});
    expect(answer(500, { message: 'x'.repeat(1_000) })?.message).toHaveLength(300);
    expect(answer(409, { error: { code: 'resource_exists', message: 'It is there' } })).toEqual({
      message: 'It is there',
      vendorCode: 'resource_exists',
    });
  });
});

describe('what an error of the SDK means', () => {
  const retryError = (response: unknown): Error =>
    Object.assign(new Error('Unreachable hosts'), { name: 'RetryError', stackTrace: [{ response }] });

  it('is read from the last request, because its text always blames the application id', () => {
    expect(classifyError(retryError({ status: 0, isTimedOut: true }))).toMatchObject({ code: 'TIMEOUT' });
    expect(classifyError(retryError({ status: 0, isTimedOut: false }))).toMatchObject({
      code: 'NETWORK',
      outcome: 'unknown',
    });
    expect(classifyError(retryError({ status: 503, headers: { 'retry-after': '2' } }))).toMatchObject({
      code: 'UNAVAILABLE',
      outcome: 'not_applied',
      retryAfterMs: 2_000,
    });
  });

  it('is found whichever copy made it, and never throws', () => {
    const api = Object.assign(new Error('no'), {
      name: 'ApiError',
      status: 429,
      stackTrace: [{ response: { headers: { 'retry-after': '3' } } }],
    });
    expect(classifyError(api)).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 3_000, outcome: 'not_applied' });
    const broken = Object.assign(new Error('no'), { name: 'DeserializationError', response: {} });
    expect(classifyError(broken)).toMatchObject({ code: 'UNAVAILABLE', outcome: 'unknown' });
    for (const stackTrace of [undefined, null, [], [null], [{ response: null }], 'x']) {
      expect(classifyError(Object.assign(new Error('x'), { name: 'RetryError', stackTrace }))?.code).toBe('NETWORK');
      expect(classifyError(Object.assign(new Error('x'), { name: 'ApiError', stackTrace }))?.code).toBe('UNKNOWN');
    }
    expect(classifyError(new Error('something else'))).toBeUndefined();
    expect(classifyError(null)).toBeUndefined();
  });

  it('comes out of run as one error with the vendor’s words', async () => {
    const { algolia, services, emulator, fail } = await createBench();
    emulator.faults.add({ match: 'GET /1/keys/{key}', times: Infinity, fault: { type: 'status', status: 401 } });
    expect(await algolia.check()).toMatchObject({ ok: false, code: 'AUTHENTICATION' });
    const missing = await fail(services.search('x'));
    expect(missing).toMatchObject({
      code: 'NOT_FOUND',
      status: 404,
      requestId: 'emulated-correlation',
      outcome: 'not_applied',
    });
    expect(missing.message).toContain('Index services does not exist');
  });
});

describe('whether a POST may be repeated', () => {
  const post = (path: string, body?: unknown): boolean =>
    isIdempotent({
      method: 'POST',
      url: new URL(`https://a.algolia.net${path}`),
      headers: new Headers(),
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
  const one = (action: string, body: object): unknown => ({
    requests: [
      { action: 'deleteObject', body: { objectID: '0' } },
      { action, body },
    ],
  });

  it.each([
    ['/1/indexes/a', { objectID: '1' }, true],
    ['/1/indexes/a', { name: 'no id' }, false],
    ['/1/indexes/a/batch', one('addObject', { objectID: '1' }), true],
    ['/1/indexes/a/batch', one('addObject', {}), false],
    ['/1/indexes/*/batch', one('addObject', {}), false],
    ['/1/indexes/a/batch', one('updateObject', { objectID: '1', text: '"_operation"' }), true],
    ['/1/indexes/a/batch', one('partialUpdateObject', { count: { _operation: 'Increment', value: 1 } }), false],
    [
      '/1/indexes/a/batch',
      one('partialUpdateObjectNoCreate', { count: { _operation: 'IncrementFrom', value: 1 } }),
      true,
    ],
    ['/1/indexes/a/1/partial', { name: 'x', list: { _operation: 'AddUnique', value: 1 } }, true],
    ['/1/indexes/a/1/partial', { list: { _operation: 'Add', value: 1 } }, false],
    ['/1/indexes/a/1/partial', '{"_operation"', false],
    ['/1/indexes/a/operation', { operation: 'copy' }, true],
    ['/1/indexes/a/operation', { operation: 'move' }, false],
    ['/1/indexes/a/clear', undefined, true],
    ['/1/indexes/a/synonyms/batch', [], true],
    ['/1/indexes/a/rules/clear', undefined, true],
    ['/1/indexes/a/deleteByQuery', { filters: 'a:b' }, true],
    ['/1/indexes/a', '{', false],
    ['/1/indexes/a/batch', '{"addObject"', false],
    ['/1/indexes/a/batch', '{"requests":[null,"addObject"]}', true],
    ['/1/keys', { acl: [] }, false],
    ['/1/events', { events: [] }, false],
  ])('%s with %j: %s', (path, body, expected) => {
    expect(post(path, body)).toBe(expected);
  });
});
