import { IntegrationError } from '../errors/integration-error.js';
import type { AsyncContext } from './async-context.js';

type Constructor = new <T>() => AsyncContext<T>;

/**
 * Ambient value on runtimes without `node:async_hooks`. Edge runtimes expose AsyncLocalStorage as a global; where there
 * is none, bare client calls work (they need no context) and `run` refuses, because a lost key or signal would be silent.
 */
export function createAsyncContext<T>(): AsyncContext<T> {
  const Storage = (globalThis as { AsyncLocalStorage?: Constructor }).AsyncLocalStorage;
  if (Storage) return new Storage<T>();
  return {
    getStore: () => undefined,
    run: () => {
      throw new IntegrationError({
        code: 'CONFIGURATION',
        service: 'breakwater',
        operation: 'run',
        message:
          'This runtime offers no AsyncLocalStorage, so `run` cannot hand its signal and key to the SDK. ' +
          'On Cloudflare Workers set the compatibility flag `nodejs_compat`.',
      });
    },
  };
}
