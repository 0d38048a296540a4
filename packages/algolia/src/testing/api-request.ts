import type { AlgoliaState, StoredObject } from './algolia-state.js';
import { AlgoliaApiError } from './api-error.js';

/** A request that has passed authentication. */
export interface ApiRequest {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly state: AlgoliaState;
  /** Epoch milliseconds. */
  readonly now: number;
  /** A filter that the key adds to every search. */
  readonly keyFilter: string | undefined;
  /** The key itself. */
  readonly apiKey: string;
}

/** What a key has to allow. Source: https://www.algolia.com/doc/guides/security/api-keys */
export type Acl =
  | 'search'
  | 'browse'
  | 'addObject'
  | 'deleteObject'
  | 'deleteIndex'
  | 'settings'
  | 'editSettings'
  | 'listIndexes';

/** One route: `read` answers; `write` checks first, and gives what does and answers it. */
export type ApiOperation = { readonly acl: Acl | undefined; readonly status?: number } & (
  | { readonly read: (request: ApiRequest) => unknown }
  | { readonly write: (request: ApiRequest) => () => unknown }
);

/** A body that is an object. */
export function toObject(value: unknown, what = 'JSON object'): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new AlgoliaApiError(400, `invalid body: expected a ${what}`);
}

/** A list of objects that have ids. */
export function toIdentified(value: unknown, what: string): readonly StoredObject[] {
  if (!Array.isArray(value)) throw new AlgoliaApiError(400, `invalid body: expected an array of ${what}`);
  return value.map((item: unknown) => {
    const object = toObject(item, what);
    return withId(object, object['objectID']);
  });
}

/** An object with a checked id. */
export function withId(object: Readonly<Record<string, unknown>>, objectID: unknown): StoredObject {
  if (typeof objectID === 'string' && objectID !== '' && new TextEncoder().encode(objectID).byteLength <= 512)
    return { ...object, objectID };
  throw new AlgoliaApiError(400, 'objectID must be a non-empty string of at most 512 bytes');
}

/** A time as Algolia writes it. */
export const toTime = (now: number): string => new Date(now).toISOString();
