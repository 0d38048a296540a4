import { type CallContext, isIntegrationError, type Outcome } from '@breakwater/core';
import type { Algoliasearch, ScopeType } from 'algoliasearch';
import type { AlgoliaRecord } from '../attribute.js';
import { classifyError } from '../classify-error.js';
import { assertFeature } from '../features.js';
import { type PlainRecord, refuseIssues, toRecords } from './check-record.js';
import type { IndexSubject, OperationHost, WriteOptions } from './index-host.js';
import { OPTIONS, parseOptions } from './operation-options.js';
import { restateOutcome } from './restate-outcome.js';
import { sendBatches } from './save-records.js';
import { lookUntilPublished } from './wait-for-tasks.js';

/** Options of `replaceAll`. */
export interface ReplaceAllOptions extends Omit<WriteOptions, 'wait'> {
  /** Whether an empty list may empty the index, which is what it means to Algolia. @default false */
  readonly allowEmpty?: boolean | undefined;
  /** What the index keeps, beside its name. @default settings, rules and synonyms */
  readonly keep?: readonly ScopeType[] | undefined;
}

/** What `replaceAll` has done. */
export interface ReplaceAllResult {
  readonly records: number;
  /** The index that the records were staged in. It became the index, so that it is no more. */
  readonly temporaryIndexName: string;
  /** Whether the new records are what is searched. False when the time was over after Algolia had accepted the move. */
  readonly published: boolean;
}

/**
 * How far it has come: what an error may say of the index depends on it. `refused` is a move that surely was not done,
 * `moving` one that may have been.
 */
interface Progress {
  phase: 'idle' | 'staging' | 'moving' | 'refused' | 'moved';
}

/**
 * Replaces all records of an index at once: it fills a temporary index and moves it over the index, so that searches see
 * the old records or the new ones and nothing between. It waits for each step, so give it a `timeout` that fits.
 *
 * Until the move the index is untouched: an error from before it, or of a move that was refused, says `not_applied`, and
 * the temporary index is removed. A move is never repeated: after an unknown outcome of it the error says `unknown`, and
 * nothing is removed. Where the temporary index may be left over the error names it.
 */
export async function replaceAllRecords(
  host: OperationHost,
  subject: IndexSubject,
  given: readonly AlgoliaRecord[],
  givenOptions?: ReplaceAllOptions,
): Promise<ReplaceAllResult> {
  const operation = 'objects.replaceAll';
  assertFeature(host.features, 'indexing', operation);
  const records = toRecords(given, operation);
  const checked = parseOptions(givenOptions, OPTIONS.replaceAll, operation);
  const { allowEmpty = false, keep = ['settings', 'rules', 'synonyms'], ...options } = checked;
  if (records.length === 0 && !allowEmpty) {
    const expected = 'at least one record: none would empty the index; say `allowEmpty: true` if that is meant';
    refuseIssues([{ path: 'records', expected, received: 'none' }], operation);
  }
  const temporaryIndexName = `${subject.indexName}_tmp_${Math.floor(host.random() * 1e9).toString(36)}`;
  const progress: Progress = { phase: 'idle' };
  const stage = { host, subject, records, keep, temporaryIndexName, progress };
  try {
    await host.run(operation, (client, context) => replace(client, context, stage), options);
    return { records: records.length, temporaryIndexName, published: true };
  } catch (error) {
    const { phase } = progress;
    if (phase === 'moved' && isIntegrationError(error) && error.retryable) {
      return { records: records.length, temporaryIndexName, published: false };
    }
    const isGone = phase === 'staging' || phase === 'refused' ? await removeTemporary(host, temporaryIndexName) : false;
    throw isIntegrationError(error) && phase !== 'idle'
      ? restateOutcome(error, ...toRestatement(phase, isGone, temporaryIndexName))
      : error;
  }
}

function toRestatement(
  phase: Exclude<Progress['phase'], 'idle'>,
  isGone: boolean,
  temporaryIndexName: string,
): readonly [outcome: Outcome, note: string] {
  switch (phase) {
    case 'moved':
      return ['unknown', 'the move was accepted, and the records are searched once it is done'];
    case 'moving': {
      const advice = `look whether the temporary index ${temporaryIndexName} is still there, which it is until it was moved`;
      return ['unknown', `the move may have been done: ${advice}`];
    }
    default: {
      const rest = isGone ? '' : `; the temporary index ${temporaryIndexName} may be left over`;
      return ['not_applied', `the index is untouched${rest}`];
    }
  }
}

interface Stage {
  readonly host: OperationHost;
  readonly subject: IndexSubject;
  readonly records: readonly PlainRecord[];
  readonly keep: readonly ScopeType[];
  readonly temporaryIndexName: string;
  readonly progress: Progress;
}

async function replace(client: Algoliasearch, context: CallContext, stage: Stage): Promise<void> {
  const { host, subject, temporaryIndexName } = stage;
  const wait = (taskIDs: readonly number[]): Promise<void> =>
    lookUntilPublished(client, { host, indexName: temporaryIndexName, taskIDs, context });
  const copy = async (): Promise<number[]> => {
    const { indexName } = subject;
    const scope = [...stage.keep];
    // An empty scope means everything, records too.
    if (scope.length === 0) return [];
    const operationIndexParams = { operation: 'copy' as const, destination: temporaryIndexName, scope };
    try {
      return [(await client.operationIndex({ indexName, operationIndexParams })).taskID];
    } catch (error) {
      // There is no index yet, and so nothing to keep of it.
      if (classifyError(error)?.code === 'NOT_FOUND') return [];
      throw error;
    }
  };
  stage.progress.phase = 'staging';
  const copied = await copy();
  const tasks = [...copied, ...(await sendBatches(client, temporaryIndexName, stage.records))];
  // There is no index, and nothing to put into one.
  if (tasks.length === 0 && stage.keep.length > 0) return;
  await wait(tasks);
  // Once more, for what was changed meanwhile.
  await wait(await copy());
  await wait([await move(client, stage)]);
}

/** Moves the temporary index over the index, and gives the id of the task. */
async function move(client: Algoliasearch, { subject, temporaryIndexName, progress }: Stage): Promise<number> {
  progress.phase = 'moving';
  try {
    const { taskID } = await client.operationIndex({
      indexName: temporaryIndexName,
      operationIndexParams: { operation: 'move', destination: subject.indexName },
    });
    progress.phase = 'moved';
    return taskID;
  } catch (error) {
    if (classifyError(error)?.outcome === 'not_applied') progress.phase = 'refused';
    throw error;
  }
}

/** Milliseconds that removing a temporary index may take: the call has failed already, and somebody waits for that. */
const REMOVAL_TIMEOUT = 5_000;

async function removeTemporary(host: OperationHost, indexName: string): Promise<boolean> {
  try {
    const remove = (client: Algoliasearch): Promise<unknown> => client.deleteIndex({ indexName });
    await host.run('objects.replaceAll.cleanup', remove, { timeout: REMOVAL_TIMEOUT });
    return true;
  } catch {
    return false; // Told in the error of the call, which is the one that matters.
  }
}
