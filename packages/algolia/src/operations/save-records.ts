import type { Issue } from '@breakwater/core';
import type { Algoliasearch } from 'algoliasearch';
import type { AlgoliaRecord } from '../attribute.js';
import { checkObjectId, checkRecord, refuseIssues } from './check-record.js';
import { chunkRecords } from './chunk-records.js';
import type { IndexSubject, OperationHost, WriteOptions, WriteReceipt } from './index-host.js';
import { write } from './write.js';

/** Adds a record, or replaces the one with its id. Repeating it is harmless. */
export async function saveRecord(
  host: OperationHost,
  { indexName }: IndexSubject,
  record: AlgoliaRecord,
  options?: WriteOptions,
): Promise<WriteReceipt> {
  const operation = 'objects.save';
  const issues: Issue[] = [];
  checkRecord(record, 'record', issues);
  refuseIssues(issues, operation);
  const call = async (client: Algoliasearch): Promise<readonly number[]> => {
    const { objectID } = record;
    const { taskID } = await client.addOrUpdateObject({ indexName, objectID, body: { ...record } });
    return taskID === undefined ? [] : [taskID];
  };
  return await write(host, { operation, feature: 'indexing', indexName, call }, options);
}

/** Adds or replaces many records, in batches. Repeating all of it is harmless, also after a part was accepted. */
export async function saveRecords(
  host: OperationHost,
  { indexName }: IndexSubject,
  records: readonly AlgoliaRecord[],
  options?: WriteOptions,
): Promise<WriteReceipt> {
  const operation = 'objects.saveMany';
  assertRecords(records, operation);
  const call = (client: Algoliasearch): Promise<readonly number[]> => sendBatches(client, indexName, records);
  return await write(host, { operation, feature: 'indexing', indexName, idempotent: true, call }, options);
}

/** Removes records. One that is not there is no failure: afterwards it is gone, as it was meant. */
export async function removeRecords(
  host: OperationHost,
  { indexName }: IndexSubject,
  given: string | readonly string[],
  options?: WriteOptions,
): Promise<WriteReceipt> {
  const operation = 'objects.remove';
  const objectIDs = typeof given === 'string' ? [given] : given;
  const issues: Issue[] = [];
  if (!Array.isArray(objectIDs))
    issues.push({ path: 'objectIDs', expected: 'an id or an array of ids', received: typeof given });
  else
    for (const [position, objectID] of objectIDs.entries()) checkObjectId(objectID, `objectIDs[${position}]`, issues);
  refuseIssues(issues, operation);
  const call = async (client: Algoliasearch): Promise<readonly number[]> => {
    const taskIDs: number[] = [];
    for (const chunk of chunkRecords(objectIDs)) {
      const requests = chunk.map((objectID) => ({ action: 'deleteObject' as const, body: { objectID } }));
      taskIDs.push((await client.batch({ indexName, batchWriteParams: { requests } })).taskID);
    }
    return taskIDs;
  };
  return await write(host, { operation, feature: 'indexing', indexName, idempotent: true, call }, options);
}

/**
 * Refuses records that Algolia would refuse or misunderstand, before any of them is sent.
 *
 * @throws IntegrationError `VALIDATION`
 */
export function assertRecords(records: unknown, operation: string): asserts records is readonly AlgoliaRecord[] {
  const issues: Issue[] = [];
  if (Array.isArray(records)) {
    for (const [position, record] of records.entries()) checkRecord(record, `records[${position}]`, issues);
  } else issues.push({ path: 'records', expected: 'an array of records', received: typeof records });
  refuseIssues(issues, operation);
}

/** Sends records in batches, one after the other: Algolia applies them in the order in which they arrive. */
export async function sendBatches(
  client: Algoliasearch,
  indexName: string,
  records: readonly AlgoliaRecord[],
): Promise<readonly number[]> {
  const taskIDs: number[] = [];
  for (const chunk of chunkRecords(records)) {
    const requests = chunk.map((record) => ({ action: 'addObject' as const, body: { ...record } }));
    taskIDs.push((await client.batch({ indexName, batchWriteParams: { requests } })).taskID);
  }
  return taskIDs;
}
