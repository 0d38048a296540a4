import { createStoredIndex, type StoredIndex } from './algolia-state.js';
import { AlgoliaApiError } from './api-error.js';
import { type ApiOperation, type ApiRequest, toObject, toTime } from './api-request.js';
import { COUNT_SETTINGS, LIST_SETTINGS } from './default-settings.js';
import { findMatches, toCount } from './run-search.js';

const nameOf = ({ parameters }: ApiRequest): string => parameters['index'] ?? '';

const SCOPES: readonly string[] = ['settings', 'synonyms', 'rules'];

/** Accepts a change, and answers as Algolia does. */
function accept({ state, now }: ApiRequest, field: 'updatedAt' | 'deletedAt', apply: () => void): unknown {
  return { taskID: state.enqueue(apply), [field]: toTime(now) };
}

function copyOrMove(request: ApiRequest): () => unknown {
  const { state } = request;
  const source = nameOf(request);
  const { operation, destination, scope } = toObject(request.body);
  if (operation !== 'copy' && operation !== 'move')
    throw new AlgoliaApiError(400, 'Invalid operation: expected move or copy');
  if (typeof destination !== 'string' || destination === '')
    throw new AlgoliaApiError(400, 'invalid body: expected destination');
  if (destination === source) throw new AlgoliaApiError(400, 'The source and the destination are the same index');
  const scopes: readonly unknown[] | undefined = Array.isArray(scope) ? scope : undefined;
  if (scopes?.some((item) => !SCOPES.includes(String(item)))) throw new AlgoliaApiError(400, 'Invalid scope');
  // An index whose first records are accepted and not published yet is there as a source.
  if (!state.indexes.has(source) && state.tasks.every(({ published }) => published)) state.require(source);
  return () =>
    accept(request, 'updatedAt', () => {
      const index = state.indexes.get(source);
      if (index === undefined) return;
      state.put(destination, copyInto(state.indexes.get(destination), index, scopes));
      if (operation === 'move') state.drop(source);
    });
}

/** With scopes, only these are replaced, and the records stay. */
function copyInto(
  into: StoredIndex | undefined,
  from: StoredIndex,
  scopes: readonly unknown[] | undefined,
): StoredIndex {
  const base = into ?? createStoredIndex();
  const takes = (scope: string): boolean => scopes === undefined || scopes.includes(scope);
  return {
    records: new Map(scopes === undefined ? from.records : base.records),
    settings: takes('settings') ? from.settings : base.settings,
    synonyms: new Map(takes('synonyms') ? from.synonyms : base.synonyms),
    rules: new Map(takes('rules') ? from.rules : base.rules),
  };
}

function deleteByQuery(request: ApiRequest): () => unknown {
  const { state } = request;
  const parameters = toObject(request.body);
  const names = ['filters', 'facetFilters', 'numericFilters', 'tagFilters'];
  if (!names.some((name) => parameters[name] !== undefined)) {
    throw new AlgoliaApiError(400, 'DeleteByQuery endpoint only support tag, numeric, facet or geo filters');
  }
  // Read now, so that a wrong filter is refused and not accepted.
  findMatches(createStoredIndex(), parameters, undefined);
  return () =>
    accept(request, 'updatedAt', () => {
      const index = state.open(nameOf(request));
      for (const { objectID } of findMatches(index, parameters, undefined)) index.records.delete(objectID);
    });
}

function setSettings(request: ApiRequest): () => unknown {
  const given = toObject(request.body);
  for (const name of LIST_SETTINGS) {
    const value = given[name];
    const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
    if (value !== undefined && value !== null && !isList)
      throw new AlgoliaApiError(400, `Invalid value for setting ${name}: expected an array of strings`);
  }
  for (const [name, bounds] of Object.entries(COUNT_SETTINGS)) toCount(given[name], 0, bounds, name);
  return () =>
    accept(request, 'updatedAt', () => {
      const index = request.state.open(nameOf(request));
      index.settings = { ...index.settings, ...given };
    });
}

/** What concerns a whole index, its settings, and tasks. */
export const INDEX_OPERATIONS: Readonly<Record<string, ApiOperation>> = {
  'GET /1/indexes': {
    acl: 'listIndexes',
    read: ({ state, now }) => {
      const pending = state.tasks.filter(({ published }) => !published).length;
      const items = [...state.indexes].map(([name, { records }]) => {
        const dataSize = JSON.stringify([...records.values()]).length;
        const times = { createdAt: toTime(now), updatedAt: toTime(now) };
        const tasks = { lastBuildTimeS: 0, numberOfPendingTasks: pending, pendingTask: pending > 0 };
        return { name, ...times, entries: records.size, dataSize, fileSize: dataSize, ...tasks };
      });
      return { items, nbPages: 1 };
    },
  },
  'DELETE /1/indexes/{index}': {
    acl: 'deleteIndex',
    write: (request) => () => accept(request, 'deletedAt', () => request.state.drop(nameOf(request))),
  },
  'POST /1/indexes/{index}/clear': {
    acl: 'deleteIndex',
    write: (request) => () => accept(request, 'updatedAt', () => request.state.open(nameOf(request)).records.clear()),
  },
  'POST /1/indexes/{index}/operation': { acl: 'addObject', write: copyOrMove },
  'POST /1/indexes/{index}/deleteByQuery': { acl: 'deleteIndex', write: deleteByQuery },
  'GET /1/indexes/{index}/settings': {
    acl: 'settings',
    read: (request) => request.state.require(nameOf(request)).settings,
  },
  'PUT /1/indexes/{index}/settings': { acl: 'editSettings', write: setSettings },
  'GET /1/indexes/{index}/task/{task}': {
    acl: 'addObject',
    read: ({ state, parameters }) => {
      const { published } = state.look(Number(parameters['task']));
      return { status: published ? 'published' : 'notPublished' };
    },
  },
};
