import { UndescribedAnswer } from './described-answer.js';

/** A page of a list of the SDK's. */
interface ListPage<Item> {
  readonly instances: readonly Item[];
  readonly nextPageUrl?: string | undefined;
  /** Undefined on the last page. */
  nextPage(): Promise<ListPage<Item>> | undefined;
}

/**
 * Reads a list to its end. The SDK's own `list` follows a page that names itself as the next one until time runs out.
 *
 * @throws UndescribedAnswer when a page leads back to an earlier one
 */
export async function readPages<Item>(first: Promise<ListPage<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  for (let next: Promise<ListPage<Item>> | undefined = first; next !== undefined; ) {
    const page: ListPage<Item> = await open(next);
    items.push(...page.instances);
    const { nextPageUrl } = page;
    if (nextPageUrl === undefined) break;
    if (seen.has(nextPageUrl)) throw new UndescribedAnswer('the pages of the list have no end');
    seen.add(nextPageUrl);
    next = page.nextPage();
  }
  return items;
}

/** The SDK throws a plain error for a page that holds no list, and one of a class of its own for what Twilio refuses. */
async function open<Page>(page: Promise<Page>): Promise<Page> {
  try {
    return await page;
  } catch (error) {
    if (!(error instanceof Error) || error.constructor !== Error) throw error;
    throw new UndescribedAnswer('there is no list in it');
  }
}
