import { type CallContext, createSleep, isIntegrationError } from '@breakwater/core';
import type { Algoliasearch } from 'algoliasearch';
import type { OperationHost, WriteOptions } from './index-host.js';
import { restateOutcome } from './restate-outcome.js';

/** The longest pause between two looks at a task. */
const LONGEST_PAUSE = 5_000;

/** The SDK's own pauses: they grow by 200 ms. Read in `waitForTask` of @algolia/client-search@5.64.0. */
const toPause = (looks: number): number => Math.min(looks * 200, LONGEST_PAUSE);

/** What a wait needs. */
export interface WaitParts {
  readonly host: OperationHost;
  readonly indexName: string;
  readonly taskIDs: readonly number[];
  /** Milliseconds. */
  readonly patience: number;
  readonly options: Pick<WriteOptions, 'signal' | 'attributes'>;
}

/**
 * Waits until tasks are published, on the clock of the integration, and at most for as long as told. False says that they
 * are not yet: what failed meanwhile and may pass, an outage of reads for example, says nothing of the tasks.
 *
 * @throws IntegrationError when a look is refused for good, of outcome `unknown`, because the write was accepted; or the
 * reason of an aborted signal
 */
export async function waitForTasks({ host, indexName, taskIDs, patience, options }: WaitParts): Promise<boolean> {
  if (!(patience >= 1)) return false;
  const { signal, attributes } = options;
  try {
    const look = (client: Algoliasearch, context: CallContext): Promise<void> =>
      lookUntilPublished(client, { host, indexName, taskIDs, context });
    await host.run('tasks.wait', look, { signal, attributes, timeout: patience });
    return true;
  } catch (error) {
    if (!isIntegrationError(error)) throw error;
    if (error.retryable) return false;
    const tasks = `task${taskIDs.length === 1 ? '' : 's'} ${taskIDs.slice(-3).join(', ')}`;
    throw restateOutcome(error, 'unknown', `the write was accepted (${tasks}), and may be done`);
  }
}

/** What looking needs. */
export interface LookParts extends Pick<WaitParts, 'host' | 'indexName' | 'taskIDs'> {
  readonly context: CallContext;
}

/** Looks until all tasks are published, for as long as the signal of the call allows. */
export async function lookUntilPublished(client: Algoliasearch, parts: LookParts): Promise<void> {
  const { host, indexName, taskIDs, context } = parts;
  const sleep = createSleep(host.clock);
  let looks = 0;
  // Algolia works on the tasks of an index one after the other, so that the last one is worth the first look.
  for (const taskID of taskIDs.toReversed()) {
    while (!(await isPublished(client, indexName, taskID))) {
      looks += 1;
      await sleep(toPause(looks), context.signal);
    }
  }
}

async function isPublished(client: Algoliasearch, indexName: string, taskID: number): Promise<boolean> {
  const { status } = await client.getTask({ indexName, taskID });
  return status === 'published';
}
