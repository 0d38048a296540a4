import type { Issue } from '@breakwater/core';
import type { Algoliasearch } from 'algoliasearch';
import type { AlgoliaRecord } from '../attribute.js';
import { checkObjectId } from './check-object-id.js';
import { type PlainRecord, refuseIssues, toRecord, toRecords } from './check-record.js';
import { chunkRecords } from './chunk-records.js';
import type { IndexSubject, OperationHost, WriteOptions, WriteReceipt } from './index-host.js';
import { OPTIONS, parseOptions } from './operation-options.js';
import { write } from './write.js';

/** Adds a record, or replaces the one with its id. Repeating it is harmless. */
export async function saveRecord(
  host: OperationHost,
  { indexName }: IndexSubject,
  given: AlgoliaRecord,
  options?: WriteOptions,
): Promise<WriteReceipt> {
  const operation = 'objects.save';
  const issues: Issue[] = [];
  const body = toRecord(given, 'record', issues);
  refuseIssues(issues, operation);
  const call = async (client: Algoliasearch): Promise<readonly number[]> => {
    const { taskID } = await client.addOrUpdateObject({ indexName, objectID: body.objectID, body });
    return taskID === undefined ? [] : [taskID];
  };
  const checked = parseOptions(options, OPTIONS.write, operation);
  return await write(host, { operation, feature: 'indexing', indexName, call }, checked);
}

/** Adds or replaces many records, in batches. Repeating all of it is harmless, also after a part was accepted. */
export async function saveRecords(
  host: OperationHost,
  { indexName }: IndexSubject,
  given: readonly AlgoliaRecord[],
  options?: WriteOptions,
): Promise<WriteReceipt> {
  const operation = 'objects.saveMany';
  const records = toRecords(given, operation);
  const call = (client: Algoliasearch): Promise<readonly number[]> => sendBatches(client, indexName, records);
  const checked = parseOptions(options, OPTIONS.write, operation);
  return await write(host, { operation, feature: 'indexing', indexName, idempotent: true, call }, checked);
}

/** Removes records. One that is not there is no failure: afterwards it is gone, as it was meant. */
export async function removeRecords(
  host: OperationHost,
  { indexName }: IndexSubject,
  given: string | readonly string[],
  options?: WriteOptions,
): Promise<WriteReceipt> {
  const operation = 'objects.remove';
  const issues: Issue[] = [];
  if (typeof given !== 'string' && !Array.isArray(given))
    issues.push({ path: 'objectIDs', expected: 'an id or an array of ids', received: typeof given });
  const objectIDs = typeof given === 'string' ? [given] : Array.isArray(given) ? Array.from(given as string[]) : [];
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
  const checked = parseOptions(options, OPTIONS.write, operation);
  return await write(host, { operation, feature: 'indexing', indexName, idempotent: true, call }, checked);
}

/** Sends records in batches, one after the other: Algolia applies them in the order in which they arrive. */
export async function sendBatches(
  client: Algoliasearch,
  indexName: string,
  records: readonly PlainRecord[],
): Promise<readonly number[]> {
  const taskIDs: number[] = [];
  for (const chunk of chunkRecords(records)) {
    const requests = chunk.map((body) => ({ action: 'addObject' as const, body }));
    taskIDs.push((await client.batch({ indexName, batchWriteParams: { requests } })).taskID);
  }
  return taskIDs;
}
