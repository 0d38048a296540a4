import {
  type CallOptions,
  createCallContext,
  createIntegration,
  createPolicy,
  createRedactor,
  createTransport,
  type Integration,
  systemClock,
} from '@breakwater/core';
import type { Algoliasearch } from 'algoliasearch';
import { classifyError } from './classify-error.js';
import { classifyResponse } from './classify-response.js';
import type { AlgoliaFeatures } from './features.js';
import { createFailoverEvents } from './hosts/failover-events.js';
import { createHostFetch, type HostedRequestInit } from './hosts/host-fetch.js';
import { createHostRing, type HostStatus } from './hosts/host-ring.js';
import { createHostRings } from './hosts/host-rings.js';
import { type IndexDefinition, toDeclaredFacets } from './index-definition.js';
import { isIdempotent } from './is-idempotent.js';
import { loadClient } from './load-client.js';
import { type AlgoliaIndex, createIndex } from './operations/algolia-index.js';
import type { IndexSubject, OperationHost } from './operations/index-host.js';
import { type AlgoliaEvent, pushEvents } from './operations/push-events.js';
import { createSecuredKey, type SecuredKeyInput } from './operations/secured-key.js';
import type { SyncOptions, SyncResult } from './operations/sync-settings.js';
import type { AlgoliaOptions, IndexDefinitions } from './options.js';
import { createPolicyRequester, type SurroundingCall } from './policy-requester.js';
import { prefixReplicas } from './prefix-replicas.js';
import { resolveOptions, toHostLists } from './resolve-options.js';
import { ALGOLIA_ROUTES } from './routes.js';

/** The indexes of an integration, typed by their definitions. */
export type AlgoliaIndexes<Indexes extends IndexDefinitions> = {
  readonly [Key in keyof Indexes]: Indexes[Key] extends IndexDefinition<infer T> ? AlgoliaIndex<T> : never;
};

/** Algolia under one policy. Every member can be destructured: nothing depends on `this`. */
export interface AlgoliaIntegration<Indexes extends IndexDefinitions = IndexDefinitions>
  extends Integration<Algoliasearch, 'algolia'> {
  readonly indexes: AlgoliaIndexes<Indexes>;
  /** Brings the settings of all indexes to Algolia, one after the other, or with `dryRun` tells how they differ. */
  sync(options?: SyncOptions): Promise<readonly SyncResult[]>;
  readonly insights: {
    /** Sends events. Never repeated after an unknown outcome: Algolia counts each one that arrives. */
    push(
      events: readonly AlgoliaEvent<keyof Indexes & string>[],
      options?: Pick<CallOptions<void>, 'signal' | 'timeout' | 'attributes'>,
    ): Promise<void>;
  };
  /** Derives a restricted key from a search key, without a request. */
  createSecuredKey(input: SecuredKeyInput): Promise<string>;
  /** What this process knows of Algolia's hosts. No I/O. */
  hosts(): readonly HostStatus[];
  readonly features: AlgoliaFeatures;
}

/**
 * Makes an integration with Algolia. Nothing is loaded and nothing is sent before it is used.
 *
 * @throws IntegrationError `CONFIGURATION` that names each wrong option
 * @example
 * ```ts
 * import { createAlgolia, index } from '@breakwater/algolia';
 *
 * interface Service {
 *   readonly objectID: string;
 *   readonly name: string;
 *   readonly price: number;
 * }
 *
 * const algolia = createAlgolia({
 *   applicationId: 'LATENCY',
 *   apiKey: process.env.ALGOLIA_API_KEY ?? '',
 *   indexes: { services: index<Service>({ searchableAttributes: ['name'] }) },
 * });
 * const { services } = algolia.indexes;
 * await services.save({ objectID: '1', name: 'Haircut', price: 35 }, { wait: true });
 * const { hits } = await services.search('hair', { filter: services.where.compare('price', '<', 50) });
 * console.log(hits.map(({ name }) => name));
 * ```
 */
export function createAlgolia<const Indexes extends IndexDefinitions = Record<never, never>>(
  options: AlgoliaOptions<Indexes>,
): AlgoliaIntegration<Indexes> {
  const { options: resolved, definition, hosts } = resolveOptions(options);
  const { clock = systemClock, random = Math.random, telemetry, features, applicationId } = resolved;
  const context = createCallContext();
  const redact = createRedactor({ secrets: [resolved.apiKey] });
  const { errorHandling, rateLimiting } = definition;
  const failovers = createFailoverEvents(telemetry);
  const policy = createPolicy(
    'algolia',
    { ...errorHandling, rateLimiting },
    { clock, random, telemetry: failovers.telemetry, redact },
  );
  const rings = createHostRings(
    (application) => toHostLists(hosts, application, random),
    (lists) => createHostRing(lists, clock),
  );
  const hostFetch = createHostFetch({
    clock,
    attemptTimeout: errorHandling.circuitBreaker.timeout,
    fetch: () => resolved.fetch ?? globalThis.fetch,
    override: hosts?.write[0],
    onFailover: () => {
      const call = context.getStore();
      if (call?.finished === false) call.progress.countRequest();
    },
  });
  const transport = createTransport(policy, {
    context,
    clock,
    redact,
    fetch: (url, init) => hostFetch(url as URL, init as HostedRequestInit),
    routes: ALGOLIA_ROUTES,
    isRead: ({ url }) => url.hostname.endsWith('-dsn.algolia.net'),
    isIdempotent,
    classifyResponse,
  });
  const currentCall = (): SurroundingCall => {
    const call = context.getStore();
    // A call that has ended well may leave work behind, which runs on by itself; one that was given up may not.
    if (call?.finished === false || call?.signal.aborted === true) return call;
    return { operation: 'client', deadline: clock.now() + errorHandling.deadline, signal: undefined };
  };
  const requester = createPolicyRequester({ transport, findRing: rings.find, follow: failovers.follow, currentCall });
  const integration = createIntegration({
    definition,
    policy,
    context,
    clock,
    telemetry,
    redact,
    load: () => loadClient(resolved, requester, redact),
    classifyError,
    // What the key may do: any key may ask that of itself, and the answer holds no data of the application.
    check: (client) => client.getApiKey({ key: resolved.apiKey }),
  });
  const host: OperationHost = { run: integration.run, clock, random, features, deadline: errorHandling.deadline };
  const subjects = toSubjects(resolved.indexes, resolved.indexPrefix);
  const indexes = Object.freeze(
    Object.fromEntries(subjects.map((subject) => [subject.key, createIndex(host, subject)])),
  );
  const toIndexName = (key: string): string | undefined => subjects.find((subject) => subject.key === key)?.indexName;
  return Object.freeze<AlgoliaIntegration<Indexes>>({
    ...integration,
    indexes: indexes as unknown as AlgoliaIndexes<Indexes>,
    sync: async (syncOptions) => {
      const results: SyncResult[] = [];
      for (const index of Object.values(indexes)) results.push(await index.sync(syncOptions));
      return results;
    },
    insights: Object.freeze({
      push: (
        events: readonly AlgoliaEvent[],
        callOptions?: Pick<CallOptions<void>, 'signal' | 'timeout' | 'attributes'>,
      ) => pushEvents({ host, region: resolved.insightsRegion, toIndexName }, events, callOptions),
    }),
    createSecuredKey: (input) => createSecuredKey(input, clock),
    hosts: () => rings.of(applicationId).statuses(),
    features: Object.freeze(features),
  });
}

function toSubjects(indexes: IndexDefinitions, prefix = ''): readonly IndexSubject[] {
  return Object.entries(indexes).map(([key, definition]) => ({
    key,
    indexName: prefix + (definition.name ?? key),
    definition: prefixReplicas(definition, prefix),
    facets: toDeclaredFacets(definition),
  }));
}
