import type { CallContext } from '@breakwater/core';
import type { Algoliasearch } from 'algoliasearch';
import { type AlgoliaFeature, assertFeature } from '../features.js';
import type { OperationHost, WriteOptions, WriteReceipt } from './index-host.js';
import { waitForTasks } from './wait-for-tasks.js';

/** A write as data: what it is called, and the calls that it makes. */
export interface WriteDefinition {
  readonly operation: string;
  readonly feature: AlgoliaFeature;
  readonly indexName: string;
  /** Repeating all of it is harmless. Undefined: decided for each request. */
  readonly idempotent?: boolean | undefined;
  /** Gives the ids of the tasks that Algolia has accepted. */
  readonly call: (client: Algoliasearch, context: CallContext) => Promise<readonly number[]>;
}

/** Makes a write, and waits for it if asked to. The time of both is the call's. Takes options that are checked. */
export async function write(
  host: OperationHost,
  definition: WriteDefinition,
  options: WriteOptions,
): Promise<WriteReceipt> {
  const { operation, feature, indexName, idempotent, call } = definition;
  assertFeature(host.features, feature, operation);
  const { wait = false, ...callOptions } = options;
  const startedAt = host.clock.now();
  const taskIDs = await host.run(operation, call, { ...callOptions, idempotent });
  // Without a task there is nothing that would have to be published yet.
  if (wait === false || taskIDs.length === 0) return { taskIDs, published: wait !== false };
  const left = (options.timeout ?? host.deadline) - Math.max(0, host.clock.now() - startedAt);
  const patience = Math.min(left, wait === true ? Infinity : wait);
  const published = await waitForTasks({ host, indexName, taskIDs, patience, options });
  return { taskIDs, published };
}
