import type { StoredIndex, StoredObject } from './algolia-state.js';
import { AlgoliaApiError } from './api-error.js';
import { type ApiOperation, type ApiRequest, toIdentified, toObject, toTime, withId } from './api-request.js';
import { toCount, toText } from './run-search.js';

/** How synonyms and rules differ. */
interface Collection {
  readonly noun: 'synonyms' | 'rules';
  readonly of: (index: StoredIndex) => Map<string, StoredObject>;
  /** The parameter that removes what is not sent. */
  readonly replace: string;
  readonly check: (item: StoredObject) => void;
}

const TYPES: readonly string[] = ['synonym', 'onewaysynonym', 'altcorrection1', 'altcorrection2', 'placeholder'];

const SYNONYMS: Collection = {
  noun: 'synonyms',
  of: ({ synonyms }) => synonyms,
  replace: 'replaceExistingSynonyms',
  check: ({ type }) => {
    if (!TYPES.includes(String(type).toLowerCase()))
      throw new AlgoliaApiError(400, `Invalid synonym type ${String(type).slice(0, 50)}`);
  },
};

const RULES: Collection = {
  noun: 'rules',
  of: ({ rules }) => rules,
  replace: 'clearExistingRules',
  check: ({ consequence }) => void toObject(consequence, 'consequence'),
};

const nameOf = ({ parameters }: ApiRequest): string => parameters['index'] ?? '';

function toOperations({ noun, of, replace, check }: Collection): Readonly<Record<string, ApiOperation>> {
  const items = (request: ApiRequest): Map<string, StoredObject> => of(request.state.open(nameOf(request)));
  const accept = (request: ApiRequest, apply: () => void): unknown => ({
    taskID: request.state.enqueue(apply),
    updatedAt: toTime(request.now),
  });
  return {
    [`POST /1/indexes/{index}/${noun}/batch`]: {
      acl: 'editSettings',
      write: (request) => {
        const given = toIdentified(request.body, noun);
        given.forEach(check);
        return () =>
          accept(request, () => {
            if (request.query.get(replace) === 'true') items(request).clear();
            for (const item of given) items(request).set(item.objectID, item);
          });
      },
    },
    [`POST /1/indexes/{index}/${noun}/clear`]: {
      acl: 'editSettings',
      write: (request) => () => accept(request, () => items(request).clear()),
    },
    [`POST /1/indexes/{index}/${noun}/search`]: {
      acl: 'settings',
      read: (request) => {
        const { query, page: given, hitsPerPage } = toObject(request.body ?? {});
        const size = toCount(hitsPerPage, 20, { min: 1, max: 1_000 }, 'hitsPerPage');
        const page = toCount(given, 0, { min: 0, max: 1_000_000 }, 'page');
        const found = [...of(request.state.require(nameOf(request))).values()].filter((item) =>
          JSON.stringify(item).toLowerCase().includes(toText(query).toLowerCase()),
        );
        const hits = found.slice(page * size, (page + 1) * size);
        return {
          hits,
          nbHits: found.length,
          ...(noun === 'rules' && { page, nbPages: Math.ceil(found.length / size) }),
        };
      },
    },
    [`GET /1/indexes/{index}/${noun}/{item}`]: {
      acl: 'settings',
      read: (request) => {
        const found = of(request.state.require(nameOf(request))).get(request.parameters['item'] ?? '');
        if (found === undefined) throw new AlgoliaApiError(404, 'ObjectID does not exist');
        return found;
      },
    },
    [`PUT /1/indexes/{index}/${noun}/{item}`]: {
      acl: 'editSettings',
      write: (request) => {
        const item = withId(toObject(request.body), request.parameters['item']);
        check(item);
        return () => {
          const answer = accept(request, () => void items(request).set(item.objectID, item));
          return { ...(answer as object), id: item.objectID };
        };
      },
    },
    [`DELETE /1/indexes/{index}/${noun}/{item}`]: {
      acl: 'editSettings',
      write: (request) => () => {
        const apply = (): void => void items(request).delete(request.parameters['item'] ?? '');
        const taskID = request.state.enqueue(apply);
        const time = toTime(request.now);
        return noun === 'rules' ? { taskID, updatedAt: time } : { taskID, deletedAt: time };
      },
    },
  };
}

/** Synonyms and rules. Rules are kept and not applied. */
export const COLLECTION_OPERATIONS: Readonly<Record<string, ApiOperation>> = {
  ...toOperations(SYNONYMS),
  ...toOperations(RULES),
};
