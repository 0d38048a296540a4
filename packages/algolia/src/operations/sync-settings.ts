import type { Algoliasearch, IndexSettings } from 'algoliasearch';
import { assertFeature } from '../features.js';
import { ABSENT_AS_NULL } from './absent-as-null.js';
import type { IndexSubject, OperationHost, WriteOptions, WriteReceipt } from './index-host.js';
import { OPTIONS, parseOptions } from './operation-options.js';
import { findDifference, type SettingChange } from './settings-difference.js';
import { write } from './write.js';

/** How the settings at Algolia differ from those in the code. */
export interface SettingsDifference {
  /** Under `indexes` of the options. */
  readonly index: string;
  readonly indexName: string;
  /** Whether the index is there at all. The first settings or records make it. */
  readonly exists: boolean;
  readonly changes: readonly SettingChange[];
}

/** Options of `sync`. */
export interface SyncOptions extends WriteOptions {
  /** Report the difference, and change nothing. @default false */
  readonly dryRun?: boolean | undefined;
  /**
   * Is shown each difference before anything is changed, and says whether to go on with this index.
   * @default yes
   */
  readonly approve?: ((difference: SettingsDifference) => boolean | Promise<boolean>) | undefined;
  /** Apply the settings to the replicas of the index too. @default false */
  readonly forwardToReplicas?: boolean | undefined;
}

/** What became of a difference. */
export interface SyncResult extends SettingsDifference, WriteReceipt {
  /** Whether Algolia has accepted the settings. False without a difference, in a dry run, and without approval. */
  readonly applied: boolean;
}

const NOTHING: WriteReceipt = /* @__PURE__ */ Object.freeze({ taskIDs: [], published: false });

/**
 * Brings the settings that the definition names to Algolia: reads, compares, shows the difference, writes what differs.
 * Settings that it does not name stay as they are. Harmless to repeat.
 */
export async function syncSettings(
  host: OperationHost,
  subject: IndexSubject,
  given?: SyncOptions,
): Promise<SyncResult> {
  const operation = 'settings.sync';
  const checked = parseOptions(given, OPTIONS.sync, operation);
  const { dryRun = false, approve, forwardToReplicas, ...options } = checked;
  assertFeature(host.features, 'configuration', operation);
  const { indexName, key, definition } = subject;
  const current = await readSettings(host, indexName, options);
  const desired = definition.settings as Readonly<Record<string, unknown>>;
  const changes = findDifference(current ?? {}, desired);
  const difference: SettingsDifference = Object.freeze({
    index: key,
    indexName,
    exists: current !== undefined,
    changes,
  });
  const isWanted = changes.length > 0 && !dryRun && (approve === undefined || (await approve(difference)));
  if (!isWanted) return { ...difference, ...NOTHING, applied: false };
  const indexSettings = Object.fromEntries(changes.map((change) => [change.setting, change.desired])) as IndexSettings;
  const call = async (client: Algoliasearch): Promise<readonly number[]> => {
    const forward = forwardToReplicas === undefined ? {} : { forwardToReplicas };
    return [(await client.setSettings({ indexName, indexSettings, ...forward })).taskID];
  };
  const receipt = await write(host, { operation, feature: 'configuration', indexName, call }, options);
  return { ...difference, ...receipt, applied: true };
}

/** The settings of an index; undefined when there is no such index. */
async function readSettings(
  host: OperationHost,
  indexName: string,
  { signal, timeout, attributes }: WriteOptions,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const read = async (client: Algoliasearch): Promise<Readonly<Record<string, unknown>> | undefined> => {
    const settings: unknown = await client.getSettings({ indexName }, ABSENT_AS_NULL);
    return settings === null ? undefined : { ...(settings as object) };
  };
  return await host.run('settings.get', read, { signal, timeout, attributes });
}
