import type { Issue } from '@breakwater/core';
import type { Algoliasearch, Rule, SynonymHit } from 'algoliasearch';
import { checkObjectId } from './check-object-id.js';
import { refuseIssues, toItem } from './check-record.js';
import type { IndexSubject, OperationHost, ReadOptions, WriteOptions, WriteReceipt } from './index-host.js';
import { OPTIONS, parseOptions } from './operation-options.js';
import { write } from './write.js';

/** Options of saving synonyms or rules. */
export interface SaveAllOptions extends WriteOptions {
  /** Remove those that are not among the given ones. With none given, all are removed. @default false */
  readonly replaceExisting?: boolean | undefined;
  /** Apply it to the replicas of the index too. @default false */
  readonly forwardToReplicas?: boolean | undefined;
}

/** What an index has beside its records: synonyms, or rules. */
export interface IndexCollection<Item> {
  /** Adds or replaces them by `objectID`. Harmless to repeat. */
  save(items: readonly Item[], options?: SaveAllOptions): Promise<WriteReceipt>;
  /** Removes one. */
  remove(objectID: string, options?: WriteOptions): Promise<WriteReceipt>;
  /** All of them, read a page at a time. */
  list(options?: Pick<ReadOptions<unknown>, 'signal' | 'timeout' | 'attributes'>): AsyncIterable<Item>;
}

interface SaveParts<Item> {
  readonly indexName: string;
  readonly items: Item[];
  readonly query: { clearExisting?: boolean; forwardToReplicas?: boolean };
}

/** How the calls of a collection are made. */
interface CollectionCalls<Item> {
  readonly noun: 'synonyms' | 'rules';
  save(client: Algoliasearch, parts: SaveParts<Item>): Promise<{ taskID: number }>;
  remove(client: Algoliasearch, indexName: string, objectID: string): Promise<{ taskID: number }>;
  search(client: Algoliasearch, indexName: string, page: number): Promise<{ hits: readonly Item[] }>;
}

/** Items of a page, the most that Algolia gives. */
const PAGE_SIZE = 1_000;

/** The synonyms of an index. */
export function createSynonyms(host: OperationHost, subject: IndexSubject): IndexCollection<SynonymHit> {
  return createCollection(host, subject, {
    noun: 'synonyms',
    save: (client, { indexName, items, query: { clearExisting, ...query } }) =>
      client.saveSynonyms({
        indexName,
        synonymHit: items,
        ...query,
        ...(clearExisting !== undefined && { replaceExistingSynonyms: clearExisting }),
      }),
    remove: (client, indexName, objectID) => client.deleteSynonym({ indexName, objectID }),
    search: (client, indexName, page) =>
      client.searchSynonyms({ indexName, searchSynonymsParams: { page, hitsPerPage: PAGE_SIZE } }),
  });
}

/** The rules of an index. */
export function createRules(host: OperationHost, subject: IndexSubject): IndexCollection<Rule> {
  return createCollection(host, subject, {
    noun: 'rules',
    save: (client, { indexName, items, query: { clearExisting, ...query } }) =>
      client.saveRules({
        indexName,
        rules: items,
        ...query,
        ...(clearExisting !== undefined && { clearExistingRules: clearExisting }),
      }),
    remove: (client, indexName, objectID) => client.deleteRule({ indexName, objectID }),
    search: (client, indexName, page) =>
      client.searchRules({ indexName, searchRulesParams: { page, hitsPerPage: PAGE_SIZE } }),
  });
}

function createCollection<Item extends { objectID: string }>(
  host: OperationHost,
  { indexName }: IndexSubject,
  calls: CollectionCalls<Item>,
): IndexCollection<Item> {
  const { noun } = calls;
  const writeAs = (
    operation: string,
    send: (client: Algoliasearch) => Promise<{ taskID: number }>,
    options: WriteOptions,
  ): Promise<WriteReceipt> => {
    const call = async (client: Algoliasearch): Promise<readonly number[]> => [(await send(client)).taskID];
    return write(host, { operation, feature: 'configuration', indexName, call }, options);
  };
  return Object.freeze<IndexCollection<Item>>({
    save: async (given, givenOptions) => {
      const operation = `${noun}.save`;
      const issues: Issue[] = [];
      if (!Array.isArray(given)) issues.push({ path: noun, expected: `an array of ${noun}`, received: typeof given });
      const list: readonly unknown[] = Array.isArray(given) ? given : [];
      const items = Array.from(list, (item, position) => toItem(item, `${noun}[${position}]`, issues));
      refuseIssues(issues, operation);
      const { replaceExisting, forwardToReplicas, ...options } = parseOptions<SaveAllOptions>(
        givenOptions,
        OPTIONS.saveAll,
        operation,
      );
      const query = {
        ...(replaceExisting !== undefined && { clearExisting: replaceExisting }),
        ...(forwardToReplicas !== undefined && { forwardToReplicas }),
      };
      // They are what they were, as JSON has them.
      const parts = { indexName, items: items as unknown as Item[], query };
      return await writeAs(operation, (client) => calls.save(client, parts), options);
    },
    remove: async (objectID, given) => {
      const operation = `${noun}.remove`;
      const issues: Issue[] = [];
      checkObjectId(objectID, 'objectID', issues);
      refuseIssues(issues, operation);
      const options = parseOptions(given, OPTIONS.write, operation);
      return await writeAs(operation, (client) => calls.remove(client, indexName, objectID), options);
    },
    list: async function* (given) {
      const operation = `${noun}.list`;
      const options = parseOptions(given, OPTIONS.call, operation);
      for (let page = 0; ; page++) {
        const { hits } = await host.run(operation, (client) => calls.search(client, indexName, page), options);
        yield* hits;
        if (hits.length < PAGE_SIZE) return;
      }
    },
  });
}
