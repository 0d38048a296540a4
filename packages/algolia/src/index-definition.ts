import { createInputError, type Issue, shape } from '@breakwater/core';
import type { IndexSettings } from 'algoliasearch';
import type { AlgoliaRecord, Attribute, FacetAttribute } from './attribute.js';

/** An attribute to search in. Of those that a comma joins none comes first; `unordered` ignores where the word stands. */
export type SearchableAttribute<T> = Attribute<T> | `unordered(${Attribute<T>})` | `${Attribute<T>},${string}`;

/** An attribute to filter by and to count values of. */
export type FacetSetting<T> =
  | FacetAttribute<T>
  | `filterOnly(${FacetAttribute<T>})`
  | `searchable(${FacetAttribute<T>})`
  | `afterDistinct(${FacetAttribute<T>})`
  | `afterDistinct(searchable(${FacetAttribute<T>}))`;

/** An order by an attribute. */
export type SortCriterion<T> = `asc(${Attribute<T>})` | `desc(${Attribute<T>})`;

/** A criterion of `ranking`. */
export type RankingCriterion<T> =
  | 'typo'
  | 'geo'
  | 'words'
  | 'filters'
  | 'proximity'
  | 'attribute'
  | 'exact'
  | 'custom'
  | SortCriterion<T>;

type Named =
  | 'attributesForFaceting'
  | 'attributesToHighlight'
  | 'attributesToRetrieve'
  | 'customRanking'
  | 'ranking'
  | 'searchableAttributes'
  | 'unretrievableAttributes';

/** Algolia's settings of an index, those that name attributes checked against the record. */
export interface TypedIndexSettings<T> extends Omit<IndexSettings, Named> {
  readonly searchableAttributes?: readonly SearchableAttribute<T>[] | undefined;
  readonly attributesForFaceting?: readonly FacetSetting<T>[] | undefined;
  readonly ranking?: readonly RankingCriterion<T>[] | undefined;
  readonly customRanking?: readonly SortCriterion<T>[] | undefined;
  readonly attributesToRetrieve?: readonly (Attribute<T> | '*')[] | undefined;
  readonly attributesToHighlight?: readonly (Attribute<T> | '*')[] | undefined;
  readonly unretrievableAttributes?: readonly Attribute<T>[] | undefined;
}

/** An index that the application knows: the type of its records and the settings that it has to have. */
export interface IndexDefinition<T extends AlgoliaRecord = AlgoliaRecord> {
  /** As Algolia calls it, without the prefix. Undefined: as it is called under `indexes`. */
  readonly name: string | undefined;
  readonly settings: TypedIndexSettings<T>;
  /** Exists only for the compiler. */
  readonly '~record'?: ((record: T) => T) | undefined;
}

/** Any index, whatever its records are. */
// The type of the record is in both positions of `~record`, so that no single record type stands for all of them.
export type AnyIndexDefinition = Omit<IndexDefinition, 'settings' | '~record'> & { readonly settings: object };

/** How a setting is called that is known to name attributes. */
const LISTS = ['searchableAttributes', 'attributesForFaceting', 'ranking', 'customRanking'] as const;

/** Names that Algolia takes for an index: no slash, no control characters. */
export const INDEX_NAME: RegExp = /^[^/\\\p{Cc}*]{1,256}$/u;

/**
 * Describes an index for `createAlgolia({ indexes })`. Nothing is sent: `sync` compares these settings with Algolia's.
 *
 * @param options.name the name at Algolia, if it is another one than under `indexes`
 * @throws IntegrationError `CONFIGURATION` when a setting is not what its name says
 * @example
 * ```ts
 * import { createAlgolia, index } from '@breakwater/algolia';
 *
 * interface Service {
 *   readonly objectID: string;
 *   readonly name: string;
 *   readonly category: string;
 *   readonly price: number;
 * }
 *
 * export const algolia = createAlgolia({
 *   applicationId: 'LATENCY',
 *   apiKey: process.env.ALGOLIA_API_KEY ?? '',
 *   indexes: {
 *     services: index<Service>({
 *       searchableAttributes: ['name', 'category'],
 *       attributesForFaceting: ['category', 'filterOnly(price)'],
 *       customRanking: ['asc(price)'],
 *     }),
 *   },
 * });
 * ```
 */
export function index<T extends AlgoliaRecord>(
  settings: TypedIndexSettings<T>,
  options: { readonly name?: string | undefined } = {},
): IndexDefinition<T> {
  const issues: Issue[] = [];
  shape
    .custom((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'an object of settings')
    .parse(settings, 'settings', issues);
  for (const name of issues.length === 0 ? LISTS : []) {
    const list: unknown = settings[name];
    if (list !== undefined) shape.array(shape.string()).parse(list, `settings.${name}`, issues);
  }
  const name = shape
    .optional(shape.string({ pattern: INDEX_NAME, expected: 'the name of an index' }))
    .parse(options.name, 'options.name', issues);
  if (issues.length > 0)
    throw createInputError(issues, { service: 'algolia', operation: 'index', code: 'CONFIGURATION' });
  return Object.freeze({ name, settings: Object.freeze({ ...settings }) });
}

/** The attributes that a definition lets be filtered by, and those of them whose values are counted. */
export interface DeclaredFacets {
  readonly filterable: ReadonlySet<string>;
  readonly countable: ReadonlySet<string>;
}

/** Reads `attributesForFaceting`; undefined where the definition leaves it to Algolia's dashboard. */
export function toDeclaredFacets({ settings }: AnyIndexDefinition): DeclaredFacets | undefined {
  const { attributesForFaceting } = settings as { attributesForFaceting?: readonly string[] };
  if (attributesForFaceting === undefined) return undefined;
  const bare = (setting: string): string => setting.replace(/^(?:\w+\()+/, '').replace(/\)+$/, '');
  const countable = attributesForFaceting.filter((setting) => !setting.startsWith('filterOnly('));
  return { filterable: new Set(attributesForFaceting.map(bare)), countable: new Set(countable.map(bare)) };
}
