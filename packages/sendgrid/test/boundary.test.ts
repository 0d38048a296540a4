import { execFile } from 'node:child_process';
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
    if (specifier in sources) return { url: new URL(sources[specifier], packages).href, shortCircuit: true };
    const isOurOwn = specifier.startsWith('.') && !context.parentURL.includes('/node_modules/');
    const source = isOurOwn && new URL(specifier.replace(/\\.js$/, '.ts'), context.parentURL);
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
await import(new URL('sendgrid/src/webhooks/index.ts', packages));
const webhooks = foreign();
const { createSendGrid } = await import(new URL('sendgrid/src/index.ts', packages));
const afterImport = foreign();
const timers = process.getActiveResourcesInfo().length - handlesBefore;
const sendgrid = createSendGrid({ apiKey: 'SG.boundary' });
sendgrid.health();
const afterCreate = foreign();
await sendgrid.client();
console.log(JSON.stringify({ webhooks, timers, afterImport, afterCreate, afterUse: foreign() }));
`;

interface Loaded {
  readonly webhooks: readonly string[];
  readonly timers: number;
  readonly afterImport: readonly string[];
  readonly afterCreate: readonly string[];
  readonly afterUse: readonly string[];
}

let loaded: Promise<Loaded> | undefined;
/** One process for all tests. */
const load = (): Promise<Loaded> => (loaded ??= run());

async function run(): Promise<Loaded> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program, packages.href],
    {
      cwd: fileURLToPath(packages),
    },
  );
  return JSON.parse(stdout) as Loaded;
}

const isSdk = (url: string): boolean => /\/node_modules\/(?:@sendgrid|axios)\//.test(url);

describe('the entry of the package', () => {
  it('loads no vendor module before the client is asked for, and starts nothing', async () => {
    const { timers, afterImport, afterCreate, afterUse } = await load();
    expect(afterImport.filter(isSdk)).toEqual([]);
    // Besides us there is p-retry, with what it needs, and nothing else.
    expect(afterImport.filter((url) => !/\/node_modules\/(?:p-retry|is-network-error)\//.test(url))).toEqual([]);
    expect(afterCreate).toEqual(afterImport);
    expect(timers).toBe(0);
    // The same process sees the SDK once it is used: otherwise the lines above would prove nothing.
    expect(afterUse.filter(isSdk).length).toBeGreaterThan(10);
  });
});

describe('the webhooks entry', () => {
  it('loads nothing but core and itself', async () => {
    const { webhooks } = await load();
    expect(webhooks).toEqual([]);
  });
});
