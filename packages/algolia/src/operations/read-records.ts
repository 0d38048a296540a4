import { type Issue, parseShape, shape } from '@breakwater/core';
import type { Algoliasearch, BrowseParamsObject } from 'algoliasearch';
import { type Filter, filterShape } from '../filters/filter.js';
import { ABSENT_AS_NULL } from './absent-as-null.js';
import { checkRecordId } from './check-object-id.js';
import { refuseIssues } from './check-record.js';
import type { IndexSubject, OperationHost, ReadOptions } from './index-host.js';
import { OPTIONS, parseOptions } from './operation-options.js';

/** Gets a record by its id; undefined when there is none. */
export async function findRecord<T>(
  host: OperationHost,
  { indexName }: IndexSubject,
  objectID: string,
  given?: ReadOptions<T | undefined>,
): Promise<T | undefined> {
  const operation = 'objects.find';
  const issues: Issue[] = [];
  checkRecordId(objectID, 'objectID', issues);
  refuseIssues(issues, operation);
  const options = parseOptions(given, OPTIONS.read, operation);
  const find = async (client: Algoliasearch): Promise<T | undefined> => {
    const found: unknown = await client.getObject({ indexName, objectID }, ABSENT_AS_NULL);
    return (found as T | null) ?? undefined;
  };
  return await host.run(operation, find, options);
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

const INPUT = /* @__PURE__ */ shape.object({
  filter: shape.optional(filterShape),
  pageSize: shape.optional(shape.number({ min: 1, max: 1_000, integer: true })),
  query: shape.optional(shape.string({ minLength: 0 })),
});

/**
 * All records of an index that match, in no order that means anything. Each request has the time of a call, and runs under
 * the policy; the whole may take as long as it takes.
 */
export async function* browseRecords<T>(
  host: OperationHost,
  { indexName }: IndexSubject,
  input: BrowseInput<T> = {},
  given?: Pick<ReadOptions<unknown>, 'signal' | 'timeout' | 'attributes'>,
): AsyncGenerator<T, void, undefined> {
  const operation = 'objects.browse';
  const checked = parseShape(input, INPUT, { path: 'input', service: 'algolia', operation });
  const { filter, pageSize = 1_000, query } = checked;
  const options = parseOptions(given, OPTIONS.call, operation);
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
