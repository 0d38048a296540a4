import type * as ClerkModule from '@clerk/backend';
import { createQuietConsole } from './quiet-console.js';

/** What we use of the module `@clerk/backend`. */
export type ClerkSdk = Pick<typeof ClerkModule, 'createClerkClient' | 'verifyToken'>;

type Require = (specifier: string) => unknown;

/** The function that a CommonJS file becomes, with two more parameters than Node's own: `fetch` and `console`. */
const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname', 'fetch', 'console'];

/**
 * Loads a copy of `@clerk/backend` of our own, in which the name `fetch` is `fetch`.
 *
 * The SDK takes no fetch: it keeps the global one at import, or reads it at each call when NODE_ENV is `test`
 * (`runtime.fetch` in `dist/index.js` of @clerk/backend 3.25.0). Whoever swaps the global around the import comes too late
 * when the application, or a framework's package, has imported the SDK before, and reaches into everybody's requests
 * otherwise. So nothing global is touched here: the CommonJS build is run as Node runs it, and only this copy sees our
 * fetch. The rest of the process has its own copy and the ordinary fetch, whoever was first.
 *
 * The copy does not print the errors that it hides (`quiet-console.ts`). It also loses the retries that `verifyToken` hides:
 * five requests for the keys, with waits that no policy knows (`retry(fetcher)` in the same file). The policy is the one
 * owner of retries.
 *
 * @param from the file from which `@clerk/backend` is looked up
 * @returns undefined on a runtime without Node's modules
 * @throws what Node throws when the package is not there
 */
export function loadPrivateCopy(from: string, fetch: typeof globalThis.fetch): ClerkSdk | undefined {
  const load = (globalThis.process as NodeJS.Process | undefined)?.getBuiltinModule;
  const node = load && {
    module: load('node:module'),
    fs: load('node:fs'),
    path: load('node:path'),
    vm: load('node:vm'),
  };
  if (node?.module?.createRequire === undefined || node.vm?.compileFunction === undefined) return undefined;
  const { createRequire } = node.module;
  const loaded = new Map<string, { exports: unknown }>();
  const console = createQuietConsole(globalThis.console);

  const evaluate = (file: string): unknown => {
    const known = loaded.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} as unknown };
    loaded.set(file, module);
    const outside = createRequire(file);
    const require: Require = (specifier) => {
      // The package's own files belong to the copy; what it depends on is shared with everybody.
      if (specifier.startsWith('.')) return evaluate(outside.resolve(specifier));
      const dependency = outside(specifier) as object;
      return specifier === '@clerk/shared/retry' ? { ...dependency, retry: callOnce } : dependency;
    };
    const source = node.fs.readFileSync(file, 'utf8');
    const run = node.vm.compileFunction(source, PARAMETERS, { filename: file }) as (...given: unknown[]) => void;
    run.call(module.exports, module.exports, require, module, file, node.path.dirname(file), fetch, console);
    return module.exports;
  };
  return evaluate(createRequire(from).resolve('@clerk/backend')) as ClerkSdk;
}

const callOnce = async <T>(callback: () => T | Promise<T>): Promise<T> => await callback();
