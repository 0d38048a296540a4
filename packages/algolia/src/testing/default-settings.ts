/** What Algolia tells of an index that nobody has configured; settings that have no value are left out. Source: https://www.algolia.com/doc/api-reference/settings-api-parameters */
export const DEFAULT_SETTINGS: Readonly<Record<string, unknown>> = /* @__PURE__ */ Object.freeze({
  minWordSizefor1Typo: 4,
  minWordSizefor2Typos: 8,
  hitsPerPage: 20,
  maxValuesPerFacet: 100,
  paginationLimitedTo: 1_000,
  exactOnSingleWordQuery: 'attribute',
  ranking: ['typo', 'geo', 'words', 'filters', 'proximity', 'attribute', 'exact', 'custom'],
  separatorsToIndex: '',
  removeWordsIfNoResults: 'none',
  queryType: 'prefixLast',
  highlightPreTag: '<em>',
  highlightPostTag: '</em>',
  alternativesAsExact: ['ignorePlurals', 'singleWordSynonym'],
});

/** Settings that are lists of texts. */
export const LIST_SETTINGS: readonly string[] = [
  'searchableAttributes',
  'attributesForFaceting',
  'attributesToRetrieve',
  'unretrievableAttributes',
  'customRanking',
  'ranking',
  'replicas',
];

/** Settings that are whole numbers, within the bounds of the vendor's description. */
export const COUNT_SETTINGS: Readonly<Record<string, { readonly min: number; readonly max: number }>> = {
  hitsPerPage: { min: 1, max: 1_000 },
  paginationLimitedTo: { min: 0, max: 20_000 },
  maxValuesPerFacet: { min: 0, max: 1_000 },
  minProximity: { min: 1, max: 7 },
};
