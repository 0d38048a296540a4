import { type Issue, isIntegrationError, shape } from '@breakwater/core';
import type { Algoliasearch, BrowseParamsObject } from 'algoliasearch';
import type { Filter } from '../filters/filter.js';
import { checkObjectId, refuseIssues } from './check-record.js';
import type { IndexSubject, OperationHost, ReadOptions } from './index-host.js';

/** Gets a record by its id; undefined when there is none. */
export async function findRecord<T>(
  host: OperationHost,
  { indexName }: IndexSubject,
  objectID: string,
  options: ReadOptions<T | undefined> = {},
): Promise<T | undefined> {
  const operation = 'objects.find';
  const issues: Issue[] = [];
  checkObjectId(objectID, 'objectID', issues);
  refuseIssues(issues, operation);
  try {
    return await host.run(operation, async (client) => (await client.getObject({ indexName, objectID })) as T, options);
  } catch (error) {
    if (isIntegrationError(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** What to browse. */
export interface BrowseInput<T> {
  /** @default all records */
  readonly filter?: Filter<T> | undefined;
  /** Records a request, 1 to 1000. @default 1000 */
  readonly pageSize?: number | undefined;
  /** @default '', which all records match */
  readonly query?: string | undefined;
}

/**
 * All records of an index that match, in no order that means anything. Each request has the time of a call, and runs under
 * the policy; the whole may take as long as it takes.
 */
export async function* browseRecords<T>(
  host: OperationHost,
  { indexName }: IndexSubject,
  input: BrowseInput<T> = {},
  options: Pick<ReadOptions<unknown>, 'signal' | 'timeout' | 'attributes'> = {},
): AsyncGenerator<T, void, undefined> {
  const operation = 'objects.browse';
  const issues: Issue[] = [];
  const { filter, pageSize = 1_000, query } = input;
  shape.number({ min: 1, max: 1_000, integer: true }).parse(pageSize, 'input.pageSize', issues);
  refuseIssues(issues, operation);
  let cursor: string | undefined;
  do {
    const browseParams: BrowseParamsObject = {
      hitsPerPage: pageSize,
      ...(cursor === undefined
        ? { ...(query !== undefined && { query }), ...(filter !== undefined && { filters: filter.text }) }
        : { cursor }),
    };
    const browse = (client: Algoliasearch): Promise<{ hits: readonly unknown[]; cursor?: string | undefined }> =>
      client.browse({ indexName, browseParams });
    const page = await host.run(operation, browse, options);
    yield* page.hits as readonly T[];
    ({ cursor } = page);
  } while (cursor !== undefined);
}
