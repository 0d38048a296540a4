import { type Issue, shape } from '@breakwater/core';
import type { Algoliasearch, Hit, SearchParamsObject, SearchResponse } from 'algoliasearch';
import type { Attribute, FacetAttribute } from '../attribute.js';
import { type Filter, filterShape } from '../filters/filter.js';
import { refuseIssues } from './check-record.js';
import type { IndexSubject, OperationHost, ReadOptions } from './index-host.js';
import { OPTIONS, parseOptions } from './operation-options.js';
import { toPlain } from './to-plain.js';

/** What to search for, beside the words. */
export interface SearchInput<T> {
  readonly filter?: Filter<T> | undefined;
  /** Attributes whose values are counted among all results; `*` for all that the index declares. @default none */
  readonly facets?: readonly (FacetAttribute<T> | '*')[] | undefined;
  /** From 0. @default 0 */
  readonly page?: number | undefined;
  /** 1 to 1000. @default what the index has, 20 unless its settings say otherwise */
  readonly hitsPerPage?: number | undefined;
  /** @default all that the index lets be retrieved */
  readonly attributesToRetrieve?: readonly Attribute<T>[] | undefined;
  /** Adds `_rankingInfo` to each hit. It costs time: ask for it to find out why, not always. @default false */
  readonly rankingInfo?: boolean | undefined;
  /** Gives a `queryID`, which events need. @default false */
  readonly clickAnalytics?: boolean | undefined;
  /** A pseudonym of the user, never an address or a name. */
  readonly userToken?: string | undefined;
  /** Any further parameter, as Algolia calls it. Those above win. */
  readonly parameters?: SearchParamsObject | undefined;
}

/** A page of results. */
export interface SearchPage<T> {
  readonly hits: readonly Hit<T>[];
  /** How many records match, on all pages. */
  readonly total: number;
  /** From 0. */
  readonly page: number;
  /** How many pages there are. */
  readonly pages: number;
  readonly hitsPerPage: number;
  /** How often each value of the facets occurs. */
  readonly facets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** For events; only with `clickAnalytics`. */
  readonly queryID: string | undefined;
  /** What Algolia returned. */
  readonly response: SearchResponse<T>;
}

/**
 * Hits that pages can reach at most: what `paginationLimitedTo` may be set to, where the definition does not name it. Beyond,
 * Algolia returns none and says nothing. Source: https://www.algolia.com/doc/api-reference/api-parameters/paginationLimitedTo
 */
const REACHABLE = 20_000;

const INPUT = /* @__PURE__ */ shape.object({
  filter: shape.optional(filterShape),
  facets: shape.optional(shape.array(shape.string())),
  page: shape.optional(shape.number({ min: 0, integer: true })),
  hitsPerPage: shape.optional(shape.number({ min: 1, max: 1_000, integer: true })),
  attributesToRetrieve: shape.optional(shape.array(shape.string())),
  rankingInfo: shape.optional(shape.boolean()),
  clickAnalytics: shape.optional(shape.boolean()),
  userToken: shape.optional(shape.string()),
  parameters: shape.optional(
    shape.custom<object>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      'an object of parameters',
    ),
  ),
});

/** Searches. A read: it moves on to another host when one fails. */
export async function searchRecords<T>(
  host: OperationHost,
  subject: IndexSubject,
  query: string,
  given: SearchInput<T> = {},
  givenOptions?: ReadOptions<SearchPage<T>>,
): Promise<SearchPage<T>> {
  const operation = 'objects.search';
  const { indexName } = subject;
  const issues: Issue[] = [];
  shape.string({ minLength: 0, maxLength: 50_000 }).parse(query, 'query', issues);
  const input = INPUT.parse(given, 'input', issues) as SearchInput<T>;
  refuseIssues(issues, operation);
  const parameters = toPlain(input.parameters ?? {}, 'input.parameters', issues) as SearchParamsObject;
  refuseIssues(issues, operation);
  const searchParams = toParameters(query, { ...input, parameters });
  checkReach(searchParams, subject, issues);
  checkFacets(input.facets ?? [], subject, issues);
  refuseIssues(issues, operation);
  const call = async (client: Algoliasearch): Promise<SearchPage<T>> =>
    toPage(await client.searchSingleIndex<T>({ indexName, searchParams }));
  return await host.run(operation, call, parseOptions(givenOptions, OPTIONS.read, operation));
}

function toParameters<T>(query: string, input: SearchInput<T>): SearchParamsObject {
  const { filter, facets, page, hitsPerPage, attributesToRetrieve, rankingInfo, clickAnalytics, userToken } = input;
  return {
    ...input.parameters,
    query,
    ...(filter !== undefined && { filters: filter.text }),
    ...(facets !== undefined && { facets: [...facets] }),
    ...(page !== undefined && { page }),
    ...(hitsPerPage !== undefined && { hitsPerPage }),
    ...(attributesToRetrieve !== undefined && { attributesToRetrieve: [...attributesToRetrieve] }),
    ...(rankingInfo !== undefined && { getRankingInfo: rankingInfo }),
    ...(clickAnalytics !== undefined && { clickAnalytics }),
    ...(userToken !== undefined && { userToken }),
  };
}

function toPage<T>(response: SearchResponse<T>): SearchPage<T> {
  const { hits, nbHits = 0, page = 0, nbPages = 0, hitsPerPage = hits.length, facets = {}, queryID } = response;
  return { hits, total: nbHits, page, pages: nbPages, hitsPerPage, facets, queryID, response };
}

/** The settings of a definition that say how far pages reach. */
interface Paging {
  readonly hitsPerPage?: number | undefined;
  readonly paginationLimitedTo?: number | undefined;
}

/** Beyond its limit Algolia returns nothing, and no error. */
function checkReach(sent: SearchParamsObject, { definition }: IndexSubject, issues: Issue[]): void {
  const { hitsPerPage: usual = 20, paginationLimitedTo = REACHABLE } = definition.settings as Paging;
  const { page = 0, hitsPerPage = usual, offset } = sent;
  const first = offset ?? page * hitsPerPage;
  if (first < paginationLimitedTo) return;
  const expected = `within the first ${paginationLimitedTo} hits (\`paginationLimitedTo\`), beyond which Algolia returns nothing; \`browse\` reaches all`;
  const received = offset === undefined ? `page ${page} of ${hitsPerPage}` : `offset ${offset}`;
  issues.push({ path: offset === undefined ? 'input.page' : 'input.parameters.offset', expected, received });
}

function checkFacets(asked: readonly string[], { facets }: IndexSubject, issues: Issue[]): void {
  for (const facet of asked) {
    if (facet === '*' || facets === undefined || facets.countable.has(facet)) continue;
    const expected = 'declared in `attributesForFaceting` of the index, and not as `filterOnly`';
    issues.push({ path: 'input.facets', expected, received: JSON.stringify(facet) });
  }
}
