import type { Rule, SynonymHit } from 'algoliasearch';
import type { AlgoliaRecord } from '../attribute.js';
import { createFilters, type Filters } from '../filters/create-filters.js';
import type { IndexDefinition } from '../index-definition.js';
import type { IndexSubject, OperationHost, ReadOptions, WriteOptions, WriteReceipt } from './index-host.js';
import { type PartialUpdate, type PartialUpdateOptions, partialUpdate } from './partial-update.js';
import { type BrowseInput, browseRecords, findRecord } from './read-records.js';
import { type ReplaceAllOptions, type ReplaceAllResult, replaceAllRecords } from './replace-all.js';
import { removeRecords, saveRecord, saveRecords } from './save-records.js';
import { type SearchInput, type SearchPage, searchRecords } from './search-records.js';
import { type SyncOptions, type SyncResult, syncSettings } from './sync-settings.js';
import { createRules, createSynonyms, type IndexCollection } from './synonyms-and-rules.js';

/** An index whose records are of type `T`. Every member can be destructured: nothing depends on `this`. */
export interface AlgoliaIndex<T extends AlgoliaRecord> {
  /** As Algolia calls it, with the prefix. */
  readonly indexName: string;
  readonly settings: IndexDefinition<T>['settings'];
  /** Builds filters for these records. */
  readonly where: Filters<T>;
  /** Adds a record, or replaces the one with its `objectID`. Harmless to repeat. */
  save(record: T, options?: WriteOptions): Promise<WriteReceipt>;
  /** Adds or replaces many, in batches by number and size. Harmless to repeat, also after a part was accepted. */
  saveMany(records: readonly T[], options?: WriteOptions): Promise<WriteReceipt>;
  /** Changes some attributes; `Increment`, `Decrement` and `Add` are never sent twice. A record that is not there stays so. */
  partialUpdate(objectID: string, changes: PartialUpdate<T>, options?: PartialUpdateOptions): Promise<WriteReceipt>;
  /** Removes one record or several. One that is not there is no failure. */
  remove(objectIDs: string | readonly string[], options?: WriteOptions): Promise<WriteReceipt>;
  /** Replaces all records at once, by way of a temporary index. Refuses an empty list unless told `allowEmpty`. */
  replaceAll(records: readonly T[], options?: ReplaceAllOptions): Promise<ReplaceAllResult>;
  /** Gets a record; undefined when there is none. */
  find(objectID: string, options?: ReadOptions<T | undefined>): Promise<T | undefined>;
  /** Searches. Moves on to another host when one fails. */
  search(query: string, input?: SearchInput<T>, options?: ReadOptions<SearchPage<T>>): Promise<SearchPage<T>>;
  /** All records that match, page by page as they are taken. */
  browse(
    input?: BrowseInput<T>,
    options?: Pick<ReadOptions<unknown>, 'signal' | 'timeout' | 'attributes'>,
  ): AsyncIterable<T>;
  /** Brings the settings of the definition to Algolia, or with `dryRun` tells how they differ. */
  sync(options?: SyncOptions): Promise<SyncResult>;
  readonly synonyms: IndexCollection<SynonymHit>;
  readonly rules: IndexCollection<Rule>;
}

/** Puts the operations of one index together. */
export function createIndex<T extends AlgoliaRecord>(host: OperationHost, subject: IndexSubject): AlgoliaIndex<T> {
  return Object.freeze<AlgoliaIndex<T>>({
    indexName: subject.indexName,
    settings: subject.definition.settings,
    where: createFilters<T>(subject.facets),
    save: (record, options) => saveRecord(host, subject, record, options),
    saveMany: (records, options) => saveRecords(host, subject, records, options),
    partialUpdate: (objectID, changes, options) => partialUpdate(host, subject, objectID, changes, options),
    remove: (objectIDs, options) => removeRecords(host, subject, objectIDs, options),
    replaceAll: (records, options) => replaceAllRecords(host, subject, records, options),
    find: (objectID, options) => findRecord<T>(host, subject, objectID, options),
    search: (query, input, options) => searchRecords<T>(host, subject, query, input, options),
    browse: (input, options) => browseRecords<T>(host, subject, input, options),
    sync: (options) => syncSettings(host, subject, options),
    synonyms: createSynonyms(host, subject),
    rules: createRules(host, subject),
  });
}
