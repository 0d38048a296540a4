/** A setting that is not as the code has it. */
export interface SettingChange {
  readonly setting: string;
  /** At Algolia; undefined where it has none, or no index. */
  readonly current: unknown;
  readonly desired: unknown;
}

/** Lists whose order means nothing. */
const SETS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'attributesForFaceting',
  'disableTypoToleranceOnAttributes',
  'disableTypoToleranceOnWords',
  'numericAttributesForFiltering',
  'replicas',
  'unretrievableAttributes',
]);

/** Settings of a definition that differ from Algolia's. What the definition does not name is not looked at. */
export function findDifference(
  current: Readonly<Record<string, unknown>>,
  desired: Readonly<Record<string, unknown>>,
): readonly SettingChange[] {
  return Object.entries(desired)
    .filter(([setting, value]) => value !== undefined && print(setting, current[setting]) !== print(setting, value))
    .map(([setting, value]) => ({ setting, current: current[setting], desired: value }));
}

/** One text for values that are the same. Algolia writes null where it has nothing. */
function print(setting: string, value: unknown): string {
  const list = SETS.has(setting) && Array.isArray(value) ? value.map(String).toSorted() : value;
  return JSON.stringify(sortKeys(list ?? null));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sortKeys(item)] as const);
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
