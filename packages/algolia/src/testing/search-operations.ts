import type { StoredIndex } from './algolia-state.js';
import { AlgoliaApiError } from './api-error.js';
import { type ApiOperation, type ApiRequest, toObject } from './api-request.js';
import { countFacets, findMatches, type SearchParameters, toCount, toFacets, toHit, toText } from './run-search.js';

/** Parameters come as an object, or as one text of a query string. */
function toParameters(body: unknown): SearchParameters {
  const given = toObject(body ?? {});
  if (typeof given['params'] !== 'string') return given;
  const entries = [...new URLSearchParams(given['params'])].map(([name, value]) => {
    const isText = name === 'query' || name === 'filters';
    return [name, isText ? value : parseLoosely(value)] as const;
  });
  return { ...given, ...Object.fromEntries(entries) };
}

function parseLoosely(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value.includes(',') ? value.split(',') : value;
  }
}

function search(request: ApiRequest, indexName: string, parameters: SearchParameters): unknown {
  const index = request.state.require(indexName);
  const hitsPerPage = toCount(
    parameters['hitsPerPage'],
    Number(index.settings['hitsPerPage']),
    { min: 1, max: 1_000 },
    'hitsPerPage',
  );
  const page = toCount(parameters['page'], 0, { min: 0, max: Number.MAX_SAFE_INTEGER }, 'page');
  const found = findMatches(index, parameters, request.keyFilter);
  const limit = Number(index.settings['paginationLimitedTo']);
  // Beyond the limit there is nothing, and no error.
  const shown = found.slice(0, limit).slice(page * hitsPerPage, (page + 1) * hitsPerPage);
  const facets = countFacets(index, found, parameters['facets']);
  const withRanking = parameters['getRankingInfo'] === true;
  const words = toText(parameters['query']).split(/\s+/).filter(Boolean).length;
  return {
    hits: shown.map((record) => ({
      ...toHit(index, record, parameters),
      ...(withRanking && { _rankingInfo: toRankingInfo(words) }),
    })),
    nbHits: found.length,
    page,
    nbPages: Math.ceil(Math.min(found.length, limit) / hitsPerPage),
    hitsPerPage,
    exhaustiveNbHits: true,
    query: toText(parameters['query']),
    params: '',
    processingTimeMS: 1,
    ...(parameters['facets'] !== undefined && { facets, exhaustiveFacetsCount: true }),
    ...(parameters['clickAnalytics'] === true && { queryID: request.state.next().toString(16).padStart(32, '0') }),
    index: indexName,
  };
}

/** All the same for every hit: nothing of this is computed here. */
function toRankingInfo(words: number): unknown {
  return {
    nbTypos: 0,
    firstMatchedWord: 0,
    proximityDistance: 0,
    userScore: 0,
    geoDistance: 0,
    geoPrecision: 1,
    nbExactWords: 0,
    words: Math.min(Math.max(words, 1), 10),
    filters: 0,
  };
}

interface Cursor {
  readonly from: number;
  readonly parameters: SearchParameters;
}

function browse(request: ApiRequest): unknown {
  const index = request.state.require(request.parameters['index'] ?? '');
  const given = toParameters(request.body);
  const { from, parameters } =
    given['cursor'] === undefined ? { from: 0, parameters: given } : readCursor(given['cursor']);
  const hitsPerPage = toCount(parameters['hitsPerPage'], 1_000, { min: 1, max: 1_000 }, 'hitsPerPage');
  const found = findMatches(index, parameters, request.keyFilter);
  const next = from + hitsPerPage;
  const cursor = next < found.length ? btoa(encodeURIComponent(JSON.stringify({ from: next, parameters }))) : undefined;
  return {
    hits: found.slice(from, next).map((record) => toHit(index, record, parameters)),
    nbHits: found.length,
    page: Math.floor(from / hitsPerPage),
    nbPages: Math.ceil(found.length / hitsPerPage),
    hitsPerPage,
    processingTimeMS: 1,
    query: toText(parameters['query']),
    params: '',
    ...(cursor !== undefined && { cursor }),
  };
}

function readCursor(text: unknown): Cursor {
  try {
    const cursor = JSON.parse(decodeURIComponent(atob(String(text)))) as Cursor | null;
    if (Number.isInteger(cursor?.from) && typeof cursor?.parameters === 'object') return cursor;
  } catch {
    // Below: whatever it is, it is none of ours.
  }
  throw new AlgoliaApiError(400, 'Invalid cursor');
}

function findFacetValues(index: StoredIndex, attribute: string, request: ApiRequest): unknown {
  if (!toFacets(index).searchable.has(attribute)) {
    const advice = `you need to add \`searchable(${attribute})\` to attributesForFaceting`;
    throw new AlgoliaApiError(400, `Cannot search in \`${attribute}\` attribute, ${advice}`);
  }
  const parameters = toParameters(request.body);
  const wanted = toText(parameters['facetQuery']).toLowerCase();
  const counts = countFacets(index, findMatches(index, parameters, request.keyFilter), [attribute])[attribute] ?? {};
  const found = Object.entries(counts).filter(([value]) =>
    value
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word.startsWith(wanted)),
  );
  const limit = toCount(parameters['maxFacetHits'], 10, { min: 1, max: 100 }, 'maxFacetHits');
  return {
    facetHits: found.slice(0, limit).map(([value, count]) => ({ value, highlighted: value, count })),
    exhaustiveFacetsCount: true,
    processingTimeMS: 1,
  };
}

/** Searches and browsing. */
export const SEARCH_OPERATIONS: Readonly<Record<string, ApiOperation>> = {
  'POST /1/indexes/{index}/query': {
    acl: 'search',
    read: (request) => search(request, request.parameters['index'] ?? '', toParameters(request.body)),
  },
  'POST /1/indexes/*/queries': {
    acl: 'search',
    read: (request) => {
      const { requests } = toObject(request.body);
      if (!Array.isArray(requests)) throw new AlgoliaApiError(400, 'invalid body: expected requests');
      const results = requests.map((item: unknown) => {
        const query = toParameters(item);
        const { indexName, type, facet } = query;
        if (typeof indexName !== 'string') throw new AlgoliaApiError(400, 'invalid body: expected indexName');
        if (type !== 'facet') return search(request, indexName, query);
        return findFacetValues(request.state.require(indexName), String(facet), { ...request, body: item });
      });
      return { results };
    },
  },
  'POST /1/indexes/{index}/browse': { acl: 'browse', read: browse },
  'POST /1/indexes/{index}/facets/{facet}/query': {
    acl: 'search',
    read: (request) =>
      findFacetValues(
        request.state.require(request.parameters['index'] ?? ''),
        request.parameters['facet'] ?? '',
        request,
      ),
  },
};
