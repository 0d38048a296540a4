import { type Clock, systemClock } from '@breakwater/core';
import {
  type Book,
  createEmulator,
  createRouter,
  type Emulator,
  type Exchange,
  type FaultProgram,
  readBody,
} from '@breakwater/testing';
import { ACCOUNT_OPERATIONS } from './account-operations.js';
import {
  type AlgoliaState,
  createAlgoliaState,
  type StoredIndex,
  type StoredObject,
  type Task,
} from './algolia-state.js';
import { AlgoliaApiError, toErrorResponse, toJsonResponse } from './api-error.js';
import type { ApiOperation, ApiRequest } from './api-request.js';
import { authenticate, type KnownKeys } from './authenticate.js';
import { BATCH_OPERATIONS } from './batch-operations.js';
import { COLLECTION_OPERATIONS } from './collection-operations.js';
import { createHostKeeper, type EmulatedHosts } from './host-failures.js';
import { INDEX_OPERATIONS } from './index-operations.js';
import { RECORD_OPERATIONS } from './record-operations.js';
import { SEARCH_OPERATIONS } from './search-operations.js';

/** Options of {@link createAlgoliaEmulator}. */
export interface AlgoliaEmulatorOptions {
  /** @default 'EMULATED' */
  readonly applicationId?: string | undefined;
  /** A key that may do everything. @default 'emulated-key' */
  readonly apiKey?: string | undefined;
  /** A key that may only search, and secured keys are derived from. @default 'emulated-search-key' */
  readonly searchKey?: string | undefined;
  /**
   * How often a task is looked at until it is published, and its change searched. With 0 everything is published at once,
   * which Algolia never does.
   * @default 1
   */
  readonly looksUntilPublished?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly faults?: FaultProgram | undefined;
}

/** What Algolia believes, beside the requests. */
export interface AlgoliaBook extends Book {
  /** The names of the indexes that are there. */
  readonly indexNames: readonly string[];
  /** An index as searches see it; undefined when it is not there. */
  index(name: string): EmulatedIndex | undefined;
  readonly tasks: readonly Task[];
  /** The events of the Insights API. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  /** How many requests a host was sent, also while it failed. */
  hostCount(host: string): number;
}

/** An index as searches see it. */
export interface EmulatedIndex {
  readonly records: readonly StoredObject[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly synonyms: readonly StoredObject[];
  readonly rules: readonly StoredObject[];
}

/** A twin of Algolia. */
export interface AlgoliaEmulator extends Emulator<AlgoliaBook> {
  /** Publishes everything that was accepted. */
  publish(): void;
  readonly hosts: EmulatedHosts;
}

/** Algolia takes more; a test that needs more has a mistake. */
const MAX_BODY = 20_000_000;

const ROUTES = {
  ...ACCOUNT_OPERATIONS,
  ...RECORD_OPERATIONS,
  ...BATCH_OPERATIONS,
  ...SEARCH_OPERATIONS,
  ...INDEX_OPERATIONS,
  ...COLLECTION_OPERATIONS,
} satisfies Record<string, ApiOperation>;

/**
 * A stateful twin of Algolia's Search API, as far as tests need it: records, tasks, settings, filters, facets, pages, browsing,
 * synonyms, rules, keys, events, and hosts that fail. It finds by words, and does not rank by how well they fit: hits come in
 * the order of `customRanking`.
 *
 * @example
 * ```ts
 * import { createAlgolia } from '@breakwater/algolia';
 * import { createAlgoliaEmulator } from '@breakwater/algolia/testing';
 * import { toFetch } from '@breakwater/testing';
 *
 * const emulator = createAlgoliaEmulator();
 * const algolia = createAlgolia({ applicationId: 'EMULATED', apiKey: 'emulated-key', fetch: toFetch(emulator) });
 * console.log(await algolia.check(), emulator.book.indexNames);
 * ```
 */
export function createAlgoliaEmulator(options: AlgoliaEmulatorOptions = {}): AlgoliaEmulator {
  const { clock = systemClock, faults, looksUntilPublished = 1 } = options;
  const { applicationId = 'EMULATED', apiKey = 'emulated-key', searchKey = 'emulated-search-key' } = options;
  const keys: KnownKeys = { applicationId, apiKey, searchKey };
  const state = createAlgoliaState(looksUntilPublished);
  const hosts = createHostKeeper();
  const router = createRouter<ApiOperation>(ROUTES);

  const respond = async (request: Request, exchange: Exchange): Promise<Response> => {
    const url = new URL(request.url);
    const match = router.match(request.method, url.pathname);
    try {
      const caller = authenticate(request, keys, clock.now());
      if (match === undefined)
        throw new AlgoliaApiError(404, 'Path not supported by this API endpoint (the emulator has no such route)');
      const { handler, parameters } = match;
      if (!caller.allows(handler.acl, parameters['index']))
        throw new AlgoliaApiError(403, 'Method not allowed with this API key');
      const body = await readJson(request);
      const asked: ApiRequest = {
        parameters,
        query: url.searchParams,
        body,
        state,
        now: clock.now(),
        keyFilter: caller.filter,
        apiKey: caller.apiKey,
      };
      const status = handler.status ?? 200;
      if ('read' in handler) return (await exchange.begin()) ?? toJsonResponse(status, handler.read(asked));
      const apply = handler.write(asked);
      const early = await exchange.begin();
      if (early) return early;
      const answer = apply();
      exchange.commit();
      return toJsonResponse(status, answer);
    } catch (error) {
      if (error instanceof AlgoliaApiError) return toErrorResponse(error.status, error.message);
      throw error;
    }
  };

  const emulator = createEmulator({
    name: 'algolia',
    clock,
    ...(faults && { faults }),
    domain: createDomain(state, (host) => hosts.count(host)),
    route: ({ method, path }) => router.match(method, path)?.route,
    errorResponse: (status) => toErrorResponse(status, MESSAGES[status] ?? 'Internal server error'),
    respond,
  });
  return Object.freeze<AlgoliaEmulator>({
    ...emulator,
    handle: async (request) => hosts.strike(request) ?? (await emulator.handle(request)),
    publish: () => state.publish(),
    hosts: Object.freeze({ fail: hosts.fail, restore: hosts.restore }),
  });
}

/** What Algolia says with a status that the fault program demands. */
const MESSAGES: Readonly<Record<number, string>> = {
  400: 'invalid body',
  401: 'Invalid Application-ID or API key',
  403: 'Method not allowed with this API key',
  404: 'ObjectID does not exist',
  429: 'Too Many Requests',
};

function createDomain(state: AlgoliaState, hostCount: (host: string) => number): Omit<AlgoliaBook, keyof Book> {
  const show = ({ records, settings, synonyms, rules }: StoredIndex): EmulatedIndex => ({
    records: [...records.values()],
    settings,
    synonyms: [...synonyms.values()],
    rules: [...rules.values()],
  });
  return {
    get indexNames() {
      return [...state.indexes.keys()];
    },
    get tasks() {
      return state.tasks.map(({ taskID, published }) => ({ taskID, published }));
    },
    get events() {
      return [...state.events];
    },
    index: (name) => {
      const found = state.indexes.get(name);
      return found && show(found);
    },
    hostCount,
  };
}

async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBody(request, MAX_BODY);
  if (bytes === undefined) throw new AlgoliaApiError(413, 'The request is too large');
  if (bytes.byteLength === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new AlgoliaApiError(400, 'invalid body: lexical error');
  }
}
