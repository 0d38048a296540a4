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
    const source = specifier.startsWith('.') && new URL(specifier.replace(/\\.js$/, '.ts'), context.parentURL);
    return source && source.pathname.endsWith('.ts') && existsSync(source) ? { url: source.href, shortCircuit: true } : next(specifier, context);
  },
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
const isOurs = (url) => url.startsWith(packages.href) && !url.includes('/node_modules/');
const foreign = () => loaded.filter((url) => url.startsWith('file:') && !isOurs(url));
const handlesBefore = process.getActiveResourcesInfo().length;
const { createTwilio, textTemplate } = await import(new URL('twilio/src/index.ts', packages));
const afterImport = foreign();
const timers = process.getActiveResourcesInfo().length - handlesBefore;
const twilio = createTwilio({
  accountSid: 'AC00000000000000000000000000000000',
  authToken: 'boundary',
  fromPhoneNumber: '+14155550100',
  templates: { late: textTemplate('Hi {{name}}') },
  fetch: async () => Response.json({ sid: 'SM' + '0'.repeat(32), status: 'queued' }, { status: 201 }),
});
twilio.health();
const afterCreate = foreign();
await twilio.client();
const afterClient = foreign();
await twilio.sms.send({ to: '+14155552671', template: 'late', variables: { name: 'Ada' } });
console.log(JSON.stringify({ timers, afterImport, afterCreate, afterClient, afterUse: foreign() }));
`;

interface Loaded {
  readonly timers: number;
  readonly afterImport: readonly string[];
  readonly afterCreate: readonly string[];
  readonly afterClient: readonly string[];
  readonly afterUse: readonly string[];
}

async function load(): Promise<Loaded> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program, packages.href], {
    cwd: fileURLToPath(packages),
  });
  return JSON.parse(stdout) as Loaded;
}

const isTwilio = (url: string): boolean => /\/node_modules\/twilio\//.test(url);
const isPhonePlan = (url: string): boolean => /\/node_modules\/libphonenumber-js\//.test(url);

describe('the entry of the package', () => {
  it('loads no vendor module before the client is asked for, and starts nothing', async () => {
    const { timers, afterImport, afterCreate, afterClient, afterUse } = await load();
    expect(afterImport.filter(isTwilio)).toEqual([]);
    // Besides us there is p-retry, with what it needs, and nothing else.
    expect(afterImport.filter((url) => !/\/node_modules\/(?:p-retry|is-network-error)\//.test(url))).toEqual([]);
    expect(afterCreate).toEqual(afterImport);
    expect(timers).toBe(0);
    // The same process sees the SDK once it is used: otherwise the lines above would prove nothing.
    expect(afterClient.filter(isTwilio).length).toBeGreaterThan(10);
    expect(afterClient.filter(isPhonePlan)).toEqual([]);
    expect(afterUse.filter(isPhonePlan).length).toBeGreaterThan(1);
  });
});
