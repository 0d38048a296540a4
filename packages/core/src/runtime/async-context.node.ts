import { AsyncLocalStorage } from 'node:async_hooks';
import type { AsyncContext } from './async-context.js';

/** Ambient value that follows asynchronous work, on Node, Bun, Deno and workerd with `nodejs_compat`. */
export function createAsyncContext<T>(): AsyncContext<T> {
  return new AsyncLocalStorage<T>();
}
