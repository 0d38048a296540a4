import { IntegrationError } from '@breakwater/core';

/** Groups of curated operations that can be switched off. */
export interface AlgoliaFeatures {
  /** What changes records: `save`, `saveMany`, `partialUpdate`, `remove`, `replaceAll`. */
  readonly indexing: boolean;
  /** What changes how an index searches: `sync`, `synonyms`, `rules`. */
  readonly configuration: boolean;
  /** Events of the Insights API. */
  readonly insights: boolean;
}

/** The name of a feature. */
export type AlgoliaFeature = keyof AlgoliaFeatures;

/** The default. */
export const ALL_FEATURES: AlgoliaFeatures = /* @__PURE__ */ Object.freeze({
  indexing: true,
  configuration: true,
  insights: true,
});

/**
 * Refuses an operation whose feature is off, before any I/O.
 *
 * @throws IntegrationError `FEATURE_DISABLED`
 */
export function assertFeature(features: AlgoliaFeatures, feature: AlgoliaFeature, operation: string): void {
  if (features[feature]) return;
  throw new IntegrationError({
    code: 'FEATURE_DISABLED',
    service: 'algolia',
    operation,
    message: `algolia ${operation}: the feature \`${feature}\` is switched off in createAlgolia({ features })`,
  });
}
