import type { AlgoliaState, StoredObject } from './algolia-state.js';
import { AlgoliaApiError } from './api-error.js';
import { type ApiOperation, type ApiRequest, toObject, toTime, withId } from './api-request.js';
import { applyChanges, checkChanges } from './apply-partial-update.js';
import { toHit } from './run-search.js';

/** The largest record of the largest plan. Source: https://www.algolia.com/doc/guides/sending-and-managing-data/prepare-your-data/in-depth/index-and-records-size-and-usage-limitations */
const MAX_RECORD = 100_000;

/** What one operation of a batch does. */
export interface Change {
  readonly objectID: string;
  readonly apply: () => void;
}

/** Checks a record, and gives what stores it. */
export function storeRecord(state: AlgoliaState, index: string, given: unknown, position?: number): Change {
  const body = toObject(given, 'record');
  const record = withId(body, body['objectID'] ?? `emulated-${state.next()}`);
  const size = JSON.stringify(record).length;
  if (size > MAX_RECORD) {
    const where = position === undefined ? '' : ` at the position ${position}`;
    throw new AlgoliaApiError(
      400,
      `Record${where} objectID=${record.objectID} is too big size=${size}/${MAX_RECORD} bytes`,
    );
  }
  return { objectID: record.objectID, apply: () => void state.open(index).records.set(record.objectID, record) };
}

/** Checks changes of a record, and gives what makes them. */
export function changeRecord(
  state: AlgoliaState,
  index: string,
  given: unknown,
  options: { objectID: unknown; create: boolean },
): Change {
  const changes = toObject(given, 'record');
  const { objectID } = withId({}, options.objectID);
  checkChanges(changes);
  const apply = (): void => {
    const { records } = state.open(index);
    const current = records.get(objectID);
    if (current === undefined && !options.create) return;
    const changed = applyChanges(current ?? { objectID }, changes);
    if (changed !== undefined) records.set(objectID, changed);
  };
  return { objectID, apply };
}

const nameOf = ({ parameters }: ApiRequest): string => parameters['index'] ?? '';
const idOf = ({ parameters }: ApiRequest): string => parameters['object'] ?? '';

/** Single records. */
export const RECORD_OPERATIONS: Readonly<Record<string, ApiOperation>> = {
  'POST /1/indexes/{index}': {
    acl: 'addObject',
    status: 201,
    write: (request) => {
      const { objectID, apply } = storeRecord(request.state, nameOf(request), request.body);
      return () => ({ createdAt: toTime(request.now), taskID: request.state.enqueue(apply), objectID });
    },
  },
  'PUT /1/indexes/{index}/{object}': {
    acl: 'addObject',
    write: (request) => {
      const body = { ...toObject(request.body, 'record'), objectID: idOf(request) };
      const { objectID, apply } = storeRecord(request.state, nameOf(request), body);
      return () => ({ updatedAt: toTime(request.now), taskID: request.state.enqueue(apply), objectID });
    },
  },
  'POST /1/indexes/{index}/{object}/partial': {
    acl: 'addObject',
    write: (request) => {
      const create = request.query.get('createIfNotExists') !== 'false';
      const { objectID, apply } = changeRecord(request.state, nameOf(request), request.body, {
        objectID: idOf(request),
        create,
      });
      return () => ({ updatedAt: toTime(request.now), taskID: request.state.enqueue(apply), objectID });
    },
  },
  'DELETE /1/indexes/{index}/{object}': {
    acl: 'deleteObject',
    write: (request) => () => {
      const apply = (): void => void request.state.indexes.get(nameOf(request))?.records.delete(idOf(request));
      return { deletedAt: toTime(request.now), taskID: request.state.enqueue(apply) };
    },
  },
  'GET /1/indexes/{index}/{object}': {
    acl: 'search',
    read: (request) => {
      const index = request.state.require(nameOf(request));
      const record = index.records.get(idOf(request));
      if (record === undefined) throw new AlgoliaApiError(404, 'ObjectID does not exist');
      const asked = request.query.get('attributesToRetrieve');
      return toHit(index, record, asked === null ? {} : { attributesToRetrieve: asked.split(',') });
    },
  },
  'POST /1/indexes/*/objects': {
    acl: 'search',
    read: ({ body, state }) => {
      const { requests } = toObject(body);
      if (!Array.isArray(requests)) throw new AlgoliaApiError(400, 'invalid body: expected requests');
      const results = requests.map((item: unknown): StoredObject | null => {
        const { indexName, objectID, attributesToRetrieve } = toObject(item);
        const index = state.require(String(indexName));
        const record = index.records.get(String(objectID));
        return record === undefined ? null : toHit(index, record, { attributesToRetrieve });
      });
      return { results };
    },
  },
};
