import type { Issue } from '@breakwater/core';
import type { Algoliasearch } from 'algoliasearch';
import type { AlgoliaRecord } from '../attribute.js';
import { checkObjectId, refuseIssues } from './check-record.js';
import type { IndexSubject, OperationHost, WriteOptions, WriteReceipt } from './index-host.js';
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
  { createIfNotExists = false, ...options }: PartialUpdateOptions = {},
): Promise<WriteReceipt> {
  const operation = 'objects.partialUpdate';
  const issues: Issue[] = [];
  checkObjectId(objectID, 'objectID', issues);
  checkChanges(changes, issues);
  refuseIssues(issues, operation);
  const attributesToUpdate: Record<string, unknown> = { ...changes };
  const call = async (client: Algoliasearch): Promise<readonly number[]> => {
    const { taskID } = await client.partialUpdateObject({ indexName, objectID, attributesToUpdate, createIfNotExists });
    return taskID === undefined ? [] : [taskID];
  };
  return await write(host, { operation, feature: 'indexing', indexName, call }, options);
}

function checkChanges(changes: unknown, issues: Issue[]): void {
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
    issues.push({ path: 'changes', expected: 'an object of new values', received: typeof changes });
    return;
  }
  const entries = Object.entries(changes) as [string, unknown][];
  if (entries.length === 0) issues.push({ path: 'changes', expected: 'at least one attribute', received: 'none' });
  for (const [name, value] of entries) {
    const path = `changes.${name}`;
    if (name === 'objectID')
      issues.push({ path, expected: 'left out: the id of a record stays', received: typeof value });
    if (value instanceof Date) issues.push({ path, expected: 'a number such as `date.getTime()`', received: 'a Date' });
  }
}
