import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const packages = new URL('../../', import.meta.url);

/**
 * A fresh process that runs the sources (types stripped), and notes every module that is loaded. It stands for an
 * application that imports us: what a test runner has in its own module graph says nothing about that.
 */
const program = `
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
const packages = new URL(process.argv[1]);
const loaded = [];
const sources = {
  '@breakwater/core': 'core/src/index.ts',
  '@breakwater/core/webhooks': 'core/src/webhooks/index.ts',
  '#async-context': 'core/src/runtime/async-context.node.ts',
  '#crypto': 'core/src/runtime/crypto.node.ts',
};
registerHooks({
  resolve(specifier, context, next) {
    const isOurs = context.parentURL?.startsWith(packages.href) && !context.parentURL.includes('/node_modules/');
    if (isOurs && specifier in sources) return { url: new URL(sources[specifier], packages).href, shortCircuit: true };
    const source = isOurs && specifier.startsWith('.') && new URL(specifier.replace(/\\.js$/, '.ts'), context.parentURL);
    return source && existsSync(source) ? { url: source.href, shortCircuit: true } : next(specifier, context);
  },
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
const isOurs = (url) => url.startsWith(packages.href) && !url.includes('/node_modules/');
const foreign = () => loaded.filter((url) => url.startsWith('file:') && !isOurs(url));
const handlesBefore = process.getActiveResourcesInfo().length;
const fetchBefore = globalThis.fetch;
const { createClerk } = await import(new URL('clerk/src/index.ts', packages));
const afterImport = foreign();
const timers = process.getActiveResourcesInfo().length - handlesBefore;
const clerk = createClerk({ secretKey: 'sk_test_boundary' });
clerk.health();
const afterCreate = foreign();
await clerk.client();
const isFetchKept = globalThis.fetch === fetchBefore;
console.log(JSON.stringify({ timers, afterImport, afterCreate, afterUse: foreign(), isFetchKept }));
`;

interface Loaded {
  readonly timers: number;
  readonly afterImport: readonly string[];
  readonly afterCreate: readonly string[];
  readonly afterUse: readonly string[];
  readonly isFetchKept: boolean;
}

async function load(): Promise<Loaded> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program, packages.href], {
    cwd: fileURLToPath(packages),
  });
  return JSON.parse(stdout) as Loaded;
}

const isClerk = (url: string): boolean => /\/node_modules\/@clerk\//.test(url);

describe('the entry of the package', () => {
  it('loads no vendor module before the client is asked for, starts nothing, and prints nothing', async () => {
    const { timers, afterImport, afterCreate, afterUse, isFetchKept } = await load();
    expect(afterImport.filter((url) => isClerk(url))).toEqual([]);
    // Besides us there is p-retry, with what it needs, and nothing else.
    expect(afterImport.filter((url) => !/\/node_modules\/(?:p-retry|is-network-error)\//.test(url))).toEqual([]);
    expect(afterCreate).toEqual(afterImport);
    expect(timers).toBe(0);
    // The same process sees what the SDK needs once it is used: otherwise the lines above would prove nothing.
    expect(afterUse.filter((url) => isClerk(url)).length).toBeGreaterThan(5);
    expect(isFetchKept).toBe(true);
  });
});

describe('what the webhooks entry imports', () => {
  it('is core’s webhooks and its own files, and nothing of the client', () => {
    const folder = fileURLToPath(new URL('../src/webhooks', import.meta.url));
    const imports = readdirSync(folder).flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      return [...text.matchAll(/^(?! \*).*?(?:from|import\() ?'([^']+)'/gm)].map((match) => match[1] ?? '');
    });
    expect(imports.length).toBeGreaterThan(5);
    expect(imports.filter((name) => name !== '@breakwater/core/webhooks' && !name.startsWith('./'))).toEqual([]);
  });
});
