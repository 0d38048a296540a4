import type { CallOptions, Clock, Integration } from '@breakwater/core';
import type { Algoliasearch } from 'algoliasearch';
import type { AlgoliaFeatures } from '../features.js';
import type { AnyIndexDefinition, DeclaredFacets } from '../index-definition.js';

/** What operations are bound to. */
export interface OperationHost {
  readonly run: Integration<Algoliasearch, 'algolia'>['run'];
  readonly clock: Clock;
  readonly random: () => number;
  readonly features: AlgoliaFeatures;
  /** Milliseconds that a call may take without a `timeout` of its own. */
  readonly deadline: number;
}

/** The index that an operation works on. */
export interface IndexSubject {
  /** Under `indexes` of the options. */
  readonly key: string;
  /** At Algolia: prefix and all. */
  readonly indexName: string;
  readonly definition: AnyIndexDefinition;
  readonly facets: DeclaredFacets | undefined;
}

/** Options of an operation that reads. */
export type ReadOptions<T> = Pick<CallOptions<T>, 'signal' | 'timeout' | 'attributes' | 'fallback' | 'cacheKey'>;

/** Options of an operation that writes. */
export interface WriteOptions extends Pick<CallOptions<never>, 'signal' | 'timeout' | 'attributes'> {
  /**
   * Wait until the change can be searched: `true` for as long as the call's `timeout` allows, or at most so many
   * milliseconds. A wait that ends too early is no failure, because Algolia has accepted the change: `published` says so.
   * @default false
   */
  readonly wait?: boolean | number | undefined;
}

/** What Algolia has accepted. It is searched only once it is published, which takes from milliseconds to minutes. */
export interface WriteReceipt {
  readonly taskIDs: readonly number[];
  /** Whether the wait has seen it published; false without a wait. */
  readonly published: boolean;
}
