import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readDescription } from '@breakwater/vendor-descriptions';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descriptions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a description', () => {
  it('is absent where there is no file, and says so in one line', () => {
    const description = readDescription('acme', pathToFileURL(`${folder}/`));
    expect(description).toMatchObject({ isPresent: false, operations: [], deviations: [] });
    expect(description.absence).toMatch(/^No vendor-specs\/acme\.json .+\.$/);
  });

  it('lists its operations with what they refer to, and finds the one that a request is for', () => {
    const document = {
      paths: {
        '/messages/{Sid}.json': { get: { responses: { 200: { $ref: '#/components/responses/Message' } } } },
        '/messages/last.json': { get: { responses: { 204: {} } }, 'x-note': 'not a method' },
        '/messages': {
          post: {
            parameters: [{ $ref: '#/components/parameters/Page' }, { name: 'id', in: 'header' }],
            requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
            responses: {},
          },
        },
      },
      components: {
        responses: { Message: { content: { 'application/json': { schema: { type: 'string' } } } } },
        parameters: { Page: { name: 'page', in: 'query', schema: { type: 'integer' } } },
      },
    };
    writeFileSync(join(folder, 'acme.json'), JSON.stringify(document));
    writeFileSync(join(folder, 'known-deviations.json'), '{"acme":[{"operation":"a","where":"b","why":"c"}]}');
    const description = readDescription('acme', pathToFileURL(`${folder}/`));
    expect(description.deviations).toEqual([{ operation: 'a', where: 'b', why: 'c' }]);
    expect(description.operations.map(({ route }) => route)).toEqual([
      'GET /messages/{Sid}.json',
      'GET /messages/last.json',
      'POST /messages',
    ]);
    expect(description.find('GET', '/messages/SM1.json')).toMatchObject({
      answers: new Map([[200, { type: 'string' }]]),
    });
    expect(description.find('GET', '/messages/last.json')?.path).toBe('/messages/last.json');
    expect(description.find('POST', '/messages')).toMatchObject({
      body: { type: 'object' },
      query: [{ name: 'page', required: false }],
    });
    expect(description.find('GET', '/messages/a/b.json')).toBeUndefined();
  });
});
