import type { Issue } from '@breakwater/core';
import type { Algoliasearch } from 'algoliasearch';
import type { AlgoliaRecord } from '../attribute.js';
import { checkRecordId } from './check-object-id.js';
import { refuseIssues } from './check-record.js';
import type { IndexSubject, OperationHost, WriteOptions, WriteReceipt } from './index-host.js';
import { OPTIONS, parseOptions } from './operation-options.js';
import { toPlain } from './to-plain.js';
import { write } from './write.js';

/** A change of a number that Algolia makes itself. The last two apply only where the record stands as expected. */
export interface NumberChange {
  readonly _operation: 'Increment' | 'Decrement' | 'IncrementFrom' | 'IncrementSet';
  readonly value: number;
}

/** A change of a list that Algolia makes itself. */
export interface ListChange<Item> {
  readonly _operation: 'Add' | 'AddUnique' | 'Remove';
  readonly value: Item;
}

type ChangeOf<Value> =
  | Value
  | (NonNullable<Value> extends number ? NumberChange : never)
  | (NonNullable<Value> extends readonly (infer Item)[] ? ListChange<Item> : never);

/** New values of some attributes, or changes of them. What is left out stays as it is. */
export type PartialUpdate<T extends AlgoliaRecord> = {
  readonly [K in Exclude<keyof T, 'objectID'>]?: ChangeOf<T[K]> | undefined;
};

/** Options of `partialUpdate`. */
export interface PartialUpdateOptions extends WriteOptions {
  /**
   * Whether a record that is not there is made out of the changes alone. Algolia's own default is true, which brings a
   * record that somebody has removed back as a torso.
   * @default false
   */
  readonly createIfNotExists?: boolean | undefined;
}

/**
 * Changes some attributes of a record. With `Increment`, `Decrement` or `Add` it is sent once and not repeated after an
 * unknown outcome; with anything else repeating is harmless.
 */
export async function partialUpdate(
  host: OperationHost,
  { indexName }: IndexSubject,
  objectID: string,
  changes: object,
  given: PartialUpdateOptions = {},
): Promise<WriteReceipt> {
  const operation = 'objects.partialUpdate';
  const issues: Issue[] = [];
  checkRecordId(objectID, 'objectID', issues);
  const attributesToUpdate = toChanges(changes, issues);
  refuseIssues(issues, operation);
  const { createIfNotExists = false, ...options } = parseOptions(given, OPTIONS.partialUpdate, operation);
  const call = async (client: Algoliasearch): Promise<readonly number[]> => {
    const { taskID } = await client.partialUpdateObject({ indexName, objectID, attributesToUpdate, createIfNotExists });
    return taskID === undefined ? [] : [taskID];
  };
  return await write(host, { operation, feature: 'indexing', indexName, call }, options);
}

/** The changes as they are sent. */
function toChanges(given: unknown, issues: Issue[]): Record<string, unknown> {
  const found = issues.length;
  const changes = toPlain(given, 'changes', issues);
  if (issues.length > found) return {};
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
    const received = Array.isArray(given) ? 'an array' : given === null ? 'null' : typeof given;
    issues.push({ path: 'changes', expected: 'an object of new values', received });
    return {};
  }
  if ('objectID' in changes)
    issues.push({ path: 'changes.objectID', expected: 'left out: the id of a record stays', received: 'an id' });
  if (Object.keys(changes).length === 0) {
    const expected = 'at least one attribute with a value: undefined leaves it as it is, null empties it';
    issues.push({ path: 'changes', expected, received: 'none' });
  }
  return changes as Record<string, unknown>;
}
