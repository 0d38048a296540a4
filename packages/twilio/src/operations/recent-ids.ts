/** The ids of what was sent lately, so that a look-up takes none of them for the result of another call. */
export interface RecentIds {
  has(id: string): boolean;
  add(id: string): void;
}

/** More than an account sends in the seconds that a look-up looks back. */
const MAX_IDS = 1_000;

/** Creates {@link RecentIds}: the last thousand. */
export function createRecentIds(): RecentIds {
  const ids = new Set<string>();
  return {
    has: (id) => ids.has(id),
    add(id) {
      ids.add(id);
      const [oldest] = ids;
      if (ids.size > MAX_IDS && oldest !== undefined) ids.delete(oldest);
    },
  };
}
