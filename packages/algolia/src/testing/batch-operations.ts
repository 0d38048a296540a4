import type { AlgoliaState } from './algolia-state.js';
import { AlgoliaApiError } from './api-error.js';
import { type ApiOperation, type ApiRequest, toObject, withId } from './api-request.js';
import { type Change, changeRecord, storeRecord } from './record-operations.js';

/** The most that one batch may hold. Ours: Algolia counts bytes, and takes more of them than a test should send. */
const MAX_OPERATIONS = 100_000;

/** Checks one operation of a batch, and gives what it does. */
function toChange(state: AlgoliaState, index: string, given: unknown, position: number): Change {
  const { action, body } = toObject(given, 'batch operation');
  const objectID = (): unknown => toObject(body ?? {}, 'record')['objectID'];
  switch (action) {
    case 'addObject':
      return storeRecord(state, index, body, position);
    case 'updateObject':
      return storeRecord(state, index, withId(toObject(body, 'record'), objectID()), position);
    case 'partialUpdateObject':
      return changeRecord(state, index, body, { objectID: objectID(), create: true });
    case 'partialUpdateObjectNoCreate':
      return changeRecord(state, index, body, { objectID: objectID(), create: false });
    case 'deleteObject': {
      const { objectID: id } = withId({}, objectID());
      return { objectID: id, apply: () => void state.indexes.get(index)?.records.delete(id) };
    }
    case 'clear':
      return { objectID: '', apply: () => state.open(index).records.clear() };
    case 'delete':
      return { objectID: '', apply: () => state.drop(index) };
    default:
      throw new AlgoliaApiError(400, `Invalid batch action ${JSON.stringify(action)?.slice(0, 50)}`);
  }
}

function toRequests(body: unknown): readonly unknown[] {
  const { requests } = toObject(body);
  if (!Array.isArray(requests)) throw new AlgoliaApiError(400, 'invalid body: expected requests');
  if (requests.length > MAX_OPERATIONS) throw new AlgoliaApiError(413, 'The batch is too large');
  return requests;
}

function batch(request: ApiRequest, index: string): () => unknown {
  const { state } = request;
  const changes = toRequests(request.body).map((item, position) => toChange(state, index, item, position));
  // Nothing of a batch is applied when one of its operations is refused.
  return () => ({
    taskID: state.enqueue(() => changes.forEach(({ apply }) => apply())),
    objectIDs: changes.map(({ objectID }) => objectID),
  });
}

function multiBatch({ state, body }: ApiRequest): () => unknown {
  const changes = toRequests(body).map((item, position) => {
    const { indexName } = toObject(item);
    if (typeof indexName !== 'string') throw new AlgoliaApiError(400, 'invalid body: expected indexName');
    return { indexName, ...toChange(state, indexName, item, position) };
  });
  return () => {
    const names = [...new Set(changes.map(({ indexName }) => indexName))];
    const tasks = names.map((name) => {
      const own = changes.filter(({ indexName }) => indexName === name);
      return [name, state.enqueue(() => own.forEach(({ apply }) => apply()))] as const;
    });
    return { taskID: Object.fromEntries(tasks), objectIDs: changes.map(({ objectID }) => objectID) };
  };
}

/** Many changes at once. The `*` of the route for several indexes is a name like any other to the router. */
export const BATCH_OPERATIONS: Readonly<Record<string, ApiOperation>> = {
  'POST /1/indexes/{index}/batch': {
    acl: 'addObject',
    write: (request) =>
      request.parameters['index'] === '*' ? multiBatch(request) : batch(request, request.parameters['index'] ?? ''),
  },
};
