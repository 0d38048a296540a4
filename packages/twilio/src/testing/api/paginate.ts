import type { OperationCall } from './operation.js';

const MAX_PAGE = 1_000;

/** Cuts a page out of a list, by `PageSize` and `Page`. */
function cut<Item>(
  { form }: OperationCall,
  items: readonly Item[],
): {
  readonly page: number;
  readonly size: number;
  readonly items: readonly Item[];
  readonly hasNext: boolean;
} {
  const size = Math.min(Math.max(1, Number(form.get('PageSize') ?? 50) || 50), MAX_PAGE);
  const page = Math.max(0, Number(form.get('Page') ?? 0) || 0);
  const start = page * size;
  return { page, size, items: items.slice(start, start + size), hasNext: start + size < items.length };
}

function toPageUri({ uri }: OperationCall, page: number): string {
  const url = new URL(uri, 'http://emulated');
  url.searchParams.set('Page', String(page));
  return url.pathname + url.search;
}

/** A page in the form of the API of 2010. */
export function toPage<Item>(call: OperationCall, name: string, all: readonly Item[]): object {
  const { page, size, items, hasNext } = cut(call, all);
  return {
    [name]: items,
    page,
    page_size: size,
    start: page * size,
    end: Math.max(page * size, page * size + items.length - 1),
    uri: call.uri,
    first_page_uri: toPageUri(call, 0),
    previous_page_uri: page === 0 ? null : toPageUri(call, page - 1),
    next_page_uri: hasNext ? toPageUri(call, page + 1) : null,
  };
}

/**
 * A page in the form of the later APIs, which name whole URLs.
 *
 * @param origin Of the host that was asked.
 */
export function toMetaPage<Item>(call: OperationCall, name: string, all: readonly Item[], origin: string): object {
  const { page, size, items, hasNext } = cut(call, all);
  return {
    [name]: items,
    meta: {
      key: name,
      page,
      page_size: size,
      url: origin + call.uri,
      first_page_url: origin + toPageUri(call, 0),
      previous_page_url: page === 0 ? null : origin + toPageUri(call, page - 1),
      next_page_url: hasNext ? origin + toPageUri(call, page + 1) : null,
    },
  };
}
