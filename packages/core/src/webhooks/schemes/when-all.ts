const isReady = <Value>(value: Value | Promise<Value>): value is Value =>
  typeof (value as { readonly then?: unknown } | undefined)?.then !== 'function';

/** What `combine` makes of all values: at once when none of them is a promise, as with the crypto of Node. */
export function whenAll<Value, Result>(
  values: readonly (Value | Promise<Value>)[],
  combine: (values: readonly Value[]) => Result,
): Result | Promise<Result> {
  const ready = values.filter(isReady);
  return ready.length === values.length ? combine(ready) : Promise.all(values).then(combine);
}
