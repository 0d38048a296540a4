import { existsSync, readFileSync } from 'node:fs';
import { createAlgoliaEmulator } from '@breakwater/algolia/testing';
import { toFetch } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

interface VendorResponse {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Description {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses?: Readonly<Record<string, VendorResponse>> }>>>
  >;
}

// The vendor's description lies beside the repository where it is at hand; it is not part of it.
const file = new URL('../../../../shared/vendor-specs/algolia.json', import.meta.url);
const description = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Description) : undefined;

function resolve<T extends { readonly $ref?: string }>(value: T): T {
  if (value.$ref === undefined) return value;
  let found: unknown = description;
  for (const name of value.$ref.slice(2).split('/')) found = (found as Record<string, unknown>)[name];
  return resolve(found as T);
}

/** Where a value is not what the description says. */
function differences(value: unknown, given: Schema, path = ''): string[] {
  const schema = flatten(resolve(given));
  if (schema.oneOf) {
    const tries = schema.oneOf.map((choice) => differences(value, choice, path));
    return tries.find((found) => found.length === 0) ?? tries[0] ?? [];
  }
  if (schema.enum && !schema.enum.includes(value)) return [`${path}: ${JSON.stringify(value)} is none of its values`];
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return [`${path}: is no ${types.join(', ')}`];
  if (Array.isArray(value))
    return value.flatMap((item, position) => differences(item, schema.items ?? {}, `${path}[${position}]`));
  if (typeof value !== 'object' || value === null) return [];
  const { properties = {}, required = [], additionalProperties } = schema;
  const missing = required.filter((name) => !(name in value)).map((name) => `${path}.${name}: is missing`);
  const entries = Object.entries(value) as [string, unknown][];
  return [
    ...missing,
    ...entries.flatMap(([name, item]) => {
      const known = properties[name] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
      if (known !== undefined) return differences(item, known, `${path}.${name}`);
      return additionalProperties === false ? [`${path}.${name}: is not known`] : [];
    }),
  ];
}

/** The parts of an `allOf` as one: what one of them does not know, another may. */
function flatten(schema: Schema): Schema {
  const parts = schema.allOf?.map((part) => flatten(resolve(part)));
  if (parts === undefined) return schema;
  const isClosed = parts.every(({ additionalProperties }) => additionalProperties === false);
  return {
    type: 'object',
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)) as Record<string, Schema>,
    required: parts.flatMap(({ required = [] }) => required),
    ...(isClosed && { additionalProperties: false }),
  };
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return type === 'null' ? value === null : typeof value === type;
}

/** One request for each of the vendor's operations, in an order in which each finds what it needs. */
const REQUESTS: readonly (readonly [route: string, path: string, body?: unknown])[] = [
  [
    'PUT /1/indexes/{indexName}/settings',
    '/1/indexes/a/settings',
    { attributesForFaceting: ['color'], ranking: ['typo', 'custom'] },
  ],
  ['GET /1/indexes/{indexName}/settings', '/1/indexes/a/settings'],
  ['POST /1/indexes/{indexName}', '/1/indexes/a', { color: 'red' }],
  ['PUT /1/indexes/{indexName}/{objectID}', '/1/indexes/a/1', { color: 'blue', size: 1 }],
  [
    'POST /1/indexes/{indexName}/{objectID}/partial',
    '/1/indexes/a/1/partial',
    { size: { _operation: 'Increment', value: 1 } },
  ],
  ['GET /1/indexes/{indexName}/{objectID}', '/1/indexes/a/1'],
  [
    'POST /1/indexes/{indexName}/batch',
    '/1/indexes/a/batch',
    { requests: [{ action: 'addObject', body: { objectID: '2' } }] },
  ],
  ['POST /1/indexes/*/batch', '/1/indexes/*/batch', { requests: [{ action: 'clear', indexName: 'b', body: {} }] }],
  [
    'POST /1/indexes/{indexName}/query',
    '/1/indexes/a/query',
    { query: '', facets: ['*'], getRankingInfo: true, clickAnalytics: true },
  ],
  ['POST /1/indexes/*/queries', '/1/indexes/*/queries', { requests: [{ indexName: 'a', query: 'red' }] }],
  ['POST /1/indexes/*/objects', '/1/indexes/*/objects', { requests: [{ indexName: 'a', objectID: '1' }] }],
  ['POST /1/indexes/{indexName}/browse', '/1/indexes/a/browse', { hitsPerPage: 1 }],
  [
    'POST /1/indexes/{indexName}/synonyms/batch',
    '/1/indexes/a/synonyms/batch',
    [{ objectID: 's', type: 'synonym', synonyms: ['a', 'b'] }],
  ],
  ['GET /1/indexes/{indexName}/task/{taskID}', '/1/indexes/a/task/1'],
  ['POST /1/indexes/{indexName}/deleteByQuery', '/1/indexes/a/deleteByQuery', { filters: 'color:red' }],
  [
    'POST /1/indexes/{indexName}/operation',
    '/1/indexes/a/operation',
    { operation: 'copy', destination: 'c', scope: ['settings'] },
  ],
  ['GET /1/indexes', '/1/indexes'],
  ['GET /1/keys/{key}', '/1/keys/emulated-key'],
  ['DELETE /1/indexes/{indexName}/{objectID}', '/1/indexes/a/1'],
  ['POST /1/indexes/{indexName}/clear', '/1/indexes/a/clear'],
  ['DELETE /1/indexes/{indexName}', '/1/indexes/a'],
];

describe("the Algolia emulator beside the vendor's description", () => {
  it('is compared with the description where it is at hand', (context) => {
    if (!description) context.skip(`No description at ${file.pathname}: the emulator is not compared with it.`);
    const routes = Object.entries(description?.paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((name) => name !== 'x-server')
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(REQUESTS.map(([route]) => route).toSorted()).toEqual(routes.toSorted());
  });

  it('answers each operation as it is described', async (context) => {
    if (!description) context.skip(`No description at ${file.pathname}: the answers are not compared with it.`);
    const fetch = toFetch(createAlgoliaEmulator({ looksUntilPublished: 0 }));
    const headers = { 'x-algolia-application-id': 'EMULATED', 'x-algolia-api-key': 'emulated-key' };
    for (const [route, path, body] of REQUESTS) {
      const [method = '', template = ''] = route.split(' ');
      const sent = body === undefined ? null : JSON.stringify(body);
      const response = await fetch(`https://emulated.algolia.net${path}`, { method, headers, body: sent });
      const described = description?.paths[template]?.[method.toLowerCase()]?.responses?.[String(response.status)];
      expect(described, `${route} with status ${response.status}`).toBeDefined();
      const schema = resolve(described ?? {}).content?.['application/json']?.schema ?? {};
      expect(differences(await response.json(), schema), route).toEqual([]);
    }
  });
});
