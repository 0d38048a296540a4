import {
  type AdapterOptions,
  adapterOptionFields,
  type Issue,
  originShape,
  type RateLimitConfig,
  shape,
  withoutUndefined,
} from '@breakwater/core';
import { ALL_FEATURES, type AlgoliaFeatures } from './features.js';
import type { AnyIndexDefinition } from './index-definition.js';
import { INDEX_NAME, isIndexName } from './index-definition.js';
import type { AlgoliaModule } from './load-client.js';

/** The indexes of an application, by the names under which the code reaches them. */
export type IndexDefinitions = Readonly<Record<string, AnyIndexDefinition>>;

/** Options of {@link createAlgolia}. */
export interface AlgoliaOptions<Indexes extends IndexDefinitions = IndexDefinitions> extends AdapterOptions {
  /** The id of the application, which is also part of the names of its hosts. */
  readonly applicationId: string;
  /**
   * A key with what the code needs: `search`, and for a writer `addObject`, `deleteObject`, `settings`, `editSettings`,
   * `browse`. The admin key is not needed for any curated operation but `replaceAll`, which wants `deleteIndex` too. Never
   * printed, logged or kept in an error.
   */
  readonly apiKey: string;
  /** The indexes that the code knows, made with {@link index}. @default none */
  readonly indexes?: Indexes | undefined;
  /** Put before the name of each of `indexes`, such as `staging_`. @default none */
  readonly indexPrefix?: string | undefined;
  /** Where everything is sent instead of to Algolia's own hosts; an emulator's address in tests. @default Algolia's hosts */
  readonly baseUrl?: string | undefined;
  /** Several origins instead of one `baseUrl`, tried in this order. @default Algolia's hosts: four for reads, four for writes */
  readonly hosts?: readonly string[] | undefined;
  /** Where Insights keeps events. @default the region that Algolia chooses */
  readonly insightsRegion?: 'de' | 'us' | undefined;
  /** @default all on */
  readonly features?: Partial<AlgoliaFeatures> | undefined;
  /** What may be asked of Algolia at once. @default adaptive concurrency, no rate */
  readonly rateLimiting?: Partial<RateLimitConfig> | undefined;
  /** Where the SDK comes from: another copy of it. @default () => import('algoliasearch') */
  readonly algoliasearch?: (() => Promise<AlgoliaModule>) | undefined;
}

/** {@link AlgoliaOptions} with the adapter's own defaults filled in. */
export interface ResolvedAlgoliaOptions extends Omit<AlgoliaOptions, 'indexes'> {
  readonly indexes: IndexDefinitions;
  readonly features: AlgoliaFeatures;
}

const flag = /* @__PURE__ */ shape.optional(shape.boolean());

const isDefinition = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as { settings?: unknown }).settings === 'object';

const OPTIONS = /* @__PURE__ */ shape.object({
  applicationId: shape.string({
    pattern: /^[A-Za-z0-9]{1,32}$/,
    expected: 'the id of an application, letters and digits',
  }),
  apiKey: shape.secret({
    // A request about the key has it in its path, where one or two dots would be steps.
    pattern: /^(?!\.{1,2}$)[\x21-\x7e]{1,4000}$/,
    expected: 'an API key: printable characters without white space',
  }),
  indexes: shape.optional(
    shape.record(shape.custom<AnyIndexDefinition>(isDefinition, 'what index<Record>({ ...settings }) returns')),
  ),
  indexPrefix: shape.optional(shape.string({ pattern: INDEX_NAME, expected: 'the beginning of a name of an index' })),
  hosts: shape.optional(shape.array(originShape, { minLength: 1, maxLength: 20 })),
  insightsRegion: shape.optional(shape.oneOf(['de', 'us'])),
  features: shape.optional(shape.object({ indexing: flag, configuration: flag, insights: flag })),
  algoliasearch: shape.optional(shape.func<() => Promise<AlgoliaModule>>()),
  ...adapterOptionFields,
});

/** Checks the options, adds an issue for each wrong one, and fills in the adapter's own defaults. */
export function parseAlgoliaOptions(given: AlgoliaOptions, issues: Issue[]): ResolvedAlgoliaOptions {
  const parsed = OPTIONS.parse(given, 'options', issues);
  if (parsed?.baseUrl !== undefined && parsed.hosts !== undefined) {
    issues.push({ path: 'options.hosts', expected: 'left out where `baseUrl` is given', received: 'both' });
  }
  const definitions: readonly (readonly [string, Partial<AnyIndexDefinition> | null | undefined])[] = Object.entries(
    parsed?.indexes ?? {},
  );
  for (const [key, definition] of definitions) {
    const indexName = (parsed?.indexPrefix ?? '') + (definition?.name ?? key);
    if (isIndexName(indexName)) continue;
    const expected = 'the name of an index, with its prefix: no slash, and neither `.` nor `..`';
    issues.push({ path: `options.indexes.${key}`, expected, received: JSON.stringify(indexName.slice(0, 60)) });
  }
  return {
    ...parsed,
    indexes: parsed?.indexes ?? {},
    features: { ...ALL_FEATURES, ...withoutUndefined(parsed?.features ?? {}) },
  };
}
