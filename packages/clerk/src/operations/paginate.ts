import { checkPage, createAnswerError } from './answers.js';

/** One page of a list, as the SDK gives it. */
export interface ClerkPage<Item> {
  readonly data: readonly Item[];
  readonly totalCount: number;
}

/** Which page is asked for. */
export interface PagePosition {
  readonly limit: number;
  readonly offset: number;
}

/** The most that Clerk gives at once; by default it gives ten. Source: Clerk's API description, 2026-05-12 */
const PAGE_SIZE = 500;

/** How often a list is gone through again because it has shrunk meanwhile, or lacked something. */
const MAX_PASSES = 3;

/**
 * Goes through all pages, and gives each item once. Clerk pages by offset: what is deleted meanwhile moves the rest
 * forward, past the next offset. So a list that has shrunk on the way is gone through again for what was missed, and so is
 * one that holds less than it says.
 *
 * @throws IntegrationError `UNAVAILABLE` for a page that is none, and for a list that goes on holding less than it says
 */
export async function* paginate<Item extends { readonly id: string }>(
  operation: string,
  fetchPage: (position: PagePosition) => Promise<ClerkPage<Item>>,
): AsyncGenerator<Item, void, undefined> {
  const seen = new Set<string>();
  for (let pass = 1; ; pass++) {
    let offset = 0;
    let smallest = Infinity;
    let hasShrunk = false;
    for (;;) {
      const { data, totalCount } = checkPage(await fetchPage({ limit: PAGE_SIZE, offset }), operation);
      hasShrunk ||= totalCount < smallest && smallest !== Infinity;
      smallest = Math.min(smallest, totalCount);
      offset += data.length;
      const fresh = data.filter(({ id }) => !seen.has(id));
      for (const item of fresh) seen.add(item.id);
      yield* fresh;
      // A page of nothing new on the first way ends it too: an offset that is not obeyed would go on for ever.
      if (data.length === 0 || offset >= totalCount || (pass === 1 && fresh.length === 0)) break;
      if (pass > 1 && offset > seen.size + PAGE_SIZE) break;
    }
    const isShort = seen.size < smallest;
    if (!hasShrunk && !isShort) return;
    if (pass < MAX_PASSES) continue;
    if (isShort) throw createAnswerError(operation, `a list of the ${smallest} that it says it holds`);
    return;
  }
}
