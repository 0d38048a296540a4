/** A value that follows asynchronous work: what AsyncLocalStorage offers, reduced to what we need. */
export interface AsyncContext<T> {
  getStore(): T | undefined;
  run<R>(value: T, callback: () => R): R;
}
