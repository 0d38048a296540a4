export type { AlgoliaRecord, Attribute, FacetAttribute, NumericAttribute, ValueOf } from './attribute.js';
export { type AlgoliaIndexes, type AlgoliaIntegration, createAlgolia } from './create-algolia.js';
export { algoliaDefinition } from './definition.js';
export type { AlgoliaFeature, AlgoliaFeatures } from './features.js';
export type { Clauses, Comparison, Filters } from './filters/create-filters.js';
export type { Filter, FilterClause, FilterKind } from './filters/filter.js';
export type { HostStatus } from './hosts/host-ring.js';
export {
  type AnyIndexDefinition,
  type FacetSetting,
  type IndexDefinition,
  index,
  type RankingCriterion,
  type SearchableAttribute,
  type SortCriterion,
  type TypedIndexSettings,
} from './index-definition.js';
export type { AlgoliaModule } from './load-client.js';
export type { AlgoliaIndex } from './operations/algolia-index.js';
export type { ReadOptions, WriteOptions, WriteReceipt } from './operations/index-host.js';
export type { ListChange, NumberChange, PartialUpdate, PartialUpdateOptions } from './operations/partial-update.js';
export type { AlgoliaEvent } from './operations/push-events.js';
export type { BrowseInput } from './operations/read-records.js';
export type { ReplaceAllOptions, ReplaceAllResult } from './operations/replace-all.js';
export type { SearchInput, SearchPage } from './operations/search-records.js';
export type { SecuredKeyInput } from './operations/secured-key.js';
export type { SettingChange } from './operations/settings-difference.js';
export type { SettingsDifference, SyncOptions, SyncResult } from './operations/sync-settings.js';
export type { IndexCollection, SaveAllOptions } from './operations/synonyms-and-rules.js';
export type { AlgoliaOptions, IndexDefinitions } from './options.js';
export type { SdkResponse } from './policy-requester.js';
