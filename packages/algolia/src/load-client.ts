import { IntegrationError, type Redact, sanitizeCause } from '@breakwater/core';
import type { Algoliasearch, InitClientOptions } from 'algoliasearch';
import { toSdkHosts } from './hosts/algolia-hosts.js';
import type { ResolvedAlgoliaOptions } from './options.js';
import type { createPolicyRequester } from './policy-requester.js';

/** The module `algoliasearch`, as `import('algoliasearch')` gives it. */
export interface AlgoliaModule {
  readonly algoliasearch: typeof import('algoliasearch').algoliasearch;
}

type ClientOptions = NonNullable<InitClientOptions['options']>;
type Hosts = NonNullable<ClientOptions['hosts']>;
type Cache = NonNullable<ClientOptions['hostsCache']>;

/** Above every deadline of ours: time is the policy's, which knows what is left of the call. */
const SDK_TIMEOUT = 2 ** 31 - 1;

/**
 * Loads the SDK and builds its client with our requester inside, and the same in every client that it makes.
 *
 * - One host for reads and one for writes: the SDK replays a request, an unsafe write too, on each host that it knows. The
 *   requester chooses the real one.
 * - `maxRateLimitRetries: 0`: otherwise the SDK waits out a 429 by itself, three times and for as long as it is told.
 * - No caches: the SDK's memory of hosts would judge a host that only stands for others, and outside of Node it answers
 *   searches from memory.
 *
 * Read in `createTransporter.ts` of @algolia/client-common@5.64.0.
 */
export async function loadClient(
  options: ResolvedAlgoliaOptions,
  requester: ReturnType<typeof createPolicyRequester>,
  redact: Redact,
): Promise<Algoliasearch> {
  const { applicationId, apiKey } = options;
  const { algoliasearch } = await loadModule(options.algoliasearch ?? (() => import('algoliasearch')), redact);
  const base: ClientOptions = {
    requester,
    maxRateLimitRetries: 0,
    timeouts: { connect: SDK_TIMEOUT, read: SDK_TIMEOUT, write: SDK_TIMEOUT },
    hostsCache: createNoCache(),
    requestsCache: createNoCache(),
    responsesCache: createNoCache(),
  };
  const client = algoliasearch(applicationId, apiKey, { ...base, hosts: toHosts(applicationId) });
  const under = <Given extends InitClientOptions>(given: Given, own: Partial<ClientOptions> = {}): Given => ({
    ...given,
    options: { ...given.options, ...base, ...own },
  });
  const made = {
    initAbtesting: client.initAbtesting,
    initAbtestingV3: client.initAbtestingV3,
    initAnalytics: client.initAnalytics,
    initIngestion: client.initIngestion,
    initInsights: client.initInsights,
    initMonitoring: client.initMonitoring,
    initPersonalization: client.initPersonalization,
    initQuerySuggestions: client.initQuerySuggestions,
    initRecommend: client.initRecommend,
  };
  return Object.assign(client, {
    initAbtesting: (given) => made.initAbtesting(under(given)),
    initAbtestingV3: (given) => made.initAbtestingV3(under(given)),
    initAnalytics: (given) => made.initAnalytics(under(given)),
    initIngestion: (given) => made.initIngestion(under(given)),
    initInsights: (given) => made.initInsights(under(given)),
    initMonitoring: (given = {}) => made.initMonitoring(under(given)),
    initPersonalization: (given) => made.initPersonalization(under(given)),
    initQuerySuggestions: (given) => made.initQuerySuggestions(under(given)),
    // The only one beside the search client that has several hosts, and they are the same.
    initRecommend: (given = {}) => made.initRecommend(under(given, { hosts: toHosts(given.appId ?? applicationId) })),
  } satisfies typeof made);
}

function toHosts(applicationId: string): Hosts {
  const { read, write } = toSdkHosts(applicationId);
  return [
    { url: read, accept: 'read', protocol: 'https' },
    { url: write, accept: 'write', protocol: 'https' },
  ];
}

function createNoCache(): Cache {
  return {
    get: async (_key, ask, events) => {
      const value = await ask();
      await events?.miss(value);
      return value;
    },
    set: (_key, value) => Promise.resolve(value),
    delete: () => Promise.resolve(),
    clear: () => Promise.resolve(),
  };
}

async function loadModule(load: () => Promise<AlgoliaModule>, redact: Redact): Promise<AlgoliaModule> {
  let loaded: AlgoliaModule;
  try {
    loaded = await load();
  } catch (error) {
    throw createLoadError(
      'The package `algoliasearch` could not be loaded: install it beside @breakwater/algolia',
      sanitizeCause(error, redact),
    );
  }
  if (typeof loaded?.algoliasearch === 'function') return loaded;
  throw createLoadError(
    'The option `algoliasearch` has to give the module of version 5, as `() => import("algoliasearch")` does',
  );
}

function createLoadError(message: string, cause?: Error): IntegrationError {
  return new IntegrationError({ code: 'CONFIGURATION', service: 'algolia', operation: 'client', message, cause });
}
