import { type OutgoingRequest, toBodyText } from '@breakwater/core';

/** POST routes that set a state, and so may be repeated whatever they carry. */
const HARMLESS = /^\/1\/indexes\/[^/]+\/(?:clear|deleteByQuery|(?:synonyms|rules)\/(?:batch|clear))$/;

/**
 * Built-in operations that come to the same when they are repeated. `IncrementFrom` and `IncrementSet` are applied only
 * when the record stands where the request expects it. Source: `BuiltInOperationType` of @algolia/client-search@5.64.0,
 * https://www.algolia.com/doc/rest-api/search/partial-update-object
 */
const HARMLESS_CHANGES: ReadonlySet<unknown> = /* @__PURE__ */ new Set([
  'AddUnique',
  'Remove',
  'IncrementFrom',
  'IncrementSet',
]);

/** Whether repeating a POST to Algolia is harmless. Any other method decides for itself. */
export function isIdempotent({ method, url, body }: OutgoingRequest): boolean {
  if (method !== 'POST') return false;
  const { pathname } = url;
  if (HARMLESS.test(pathname)) return true;
  const [, , index, ...rest] = pathname.split('/').filter((_, position) => position > 0);
  if (!pathname.startsWith('/1/indexes/') || index === undefined) return false;
  const text = toBodyText(body);
  if (text === undefined) return false;
  switch (rest.join('/')) {
    case '':
      return hasObjectId(parse(text));
    case 'batch':
      return isHarmlessBatch(text);
    case 'operation':
      return (parse(text) as { operation?: unknown } | undefined)?.operation === 'copy';
    default:
      return (
        rest.length === 2 && rest[1] === 'partial' && (!text.includes('"_operation"') || isHarmlessUpdate(parse(text)))
      );
  }
}

/** Whether a partial update comes to the same when it is repeated. */
function isHarmlessUpdate(changes: unknown): boolean {
  if (typeof changes !== 'object' || changes === null) return false;
  return Object.values(changes).every((change: unknown) => {
    if (typeof change !== 'object' || change === null || !('_operation' in change)) return true;
    return HARMLESS_CHANGES.has(change._operation);
  });
}

interface BatchOperation {
  readonly action?: unknown;
  readonly body?: unknown;
}

/** Looks into the text first: a batch has megabytes, and most need no second look. */
function isHarmlessBatch(text: string): boolean {
  if (!text.includes('"addObject"') && !text.includes('"_operation"')) return true;
  const { requests } = (parse(text) ?? {}) as { requests?: unknown };
  if (!Array.isArray(requests)) return false;
  return requests.every((operation: BatchOperation | null) => {
    if (operation?.action === 'addObject') return hasObjectId(operation.body);
    const isPartial = typeof operation?.action === 'string' && operation.action.startsWith('partialUpdate');
    return !isPartial || isHarmlessUpdate(operation?.body);
  });
}

const hasObjectId = (record: unknown): boolean =>
  typeof record === 'object' && record !== null && typeof (record as { objectID?: unknown }).objectID === 'string';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No JSON: Algolia will say so. Nothing is known of it, so it is not repeated.
  }
}
