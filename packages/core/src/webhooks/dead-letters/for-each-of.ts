/**
 * Does something with each of many, a bounded number at a time, and fetches no more of them than that.
 *
 * @param act Never rejects.
 * @returns why there may be more that were not reached; undefined when all were
 */
export async function forEachOf<T>(
  items: Iterable<T> | AsyncIterable<T>,
  concurrency: number,
  act: (item: T) => Promise<void>,
): Promise<{ readonly reason: unknown } | undefined> {
  let failure: { readonly reason: unknown } | undefined;
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const pull = async (): Promise<void> => {
    try {
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) await act(next.value);
    } catch (reason) {
      failure ??= { reason };
    }
  };
  await Promise.all(Array.from({ length: concurrency }, pull));
  return failure;
}
