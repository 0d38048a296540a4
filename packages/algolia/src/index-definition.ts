import { createInputError, type Issue, shape } from '@breakwater/core';
import type { IndexSettings } from 'algoliasearch';
import type { AlgoliaRecord, Attribute, FacetAttribute } from './attribute.js';
import { isSegment } from './operations/check-object-id.js';
import { toPlain } from './operations/to-plain.js';

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

/** Characters that Algolia takes in the name of an index: no slash, no control characters. */
export const INDEX_NAME: RegExp = /^[^/\\\p{Cc}\p{Cs}*]{1,256}$/u;

/** Whether a text is the whole name of an index: neither `.` nor `..`, which a URL takes for steps. */
export const isIndexName = (name: unknown): boolean =>
  typeof name === 'string' && INDEX_NAME.test(name) && isSegment(name);

const NAMED = /* @__PURE__ */ shape.object({
  name: shape.optional(shape.custom<string>(isIndexName, 'the name of an index')),
});

/** Settings that operations here count by, within the vendor's bounds. Source: the description of its Search API. */
const COUNTS = {
  hitsPerPage: /* @__PURE__ */ shape.number({ min: 1, max: 1_000, integer: true }),
  paginationLimitedTo: /* @__PURE__ */ shape.number({ min: 0, max: 20_000, integer: true }),
} as const;

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
  const { name } = NAMED.parse(options, 'options', issues) ?? {};
  const plain = checkSettings(settings, issues);
  if (issues.length > 0)
    throw createInputError(issues, { service: 'algolia', operation: 'index', code: 'CONFIGURATION' });
  return Object.freeze({ name, settings: Object.freeze({ ...plain }) as TypedIndexSettings<T> });
}

/** The settings as they are sent. */
function checkSettings(given: unknown, issues: Issue[]): object {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const received = Array.isArray(given) ? 'an array' : String(given === null ? given : typeof given);
    issues.push({ path: 'settings', expected: 'an object of settings', received });
    return {};
  }
  const settings = given as Readonly<Record<string, unknown>>;
  for (const name of LISTS) {
    if (settings[name] !== undefined) shape.array(shape.string()).parse(settings[name], `settings.${name}`, issues);
  }
  for (const [name, rule] of Object.entries(COUNTS)) {
    if (settings[name] !== undefined) rule.parse(settings[name], `settings.${name}`, issues);
  }
  return toPlain(settings, 'settings', issues) as object;
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
