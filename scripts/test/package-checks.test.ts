import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findMismatches } from '../checks/entries.ts';
import { findManifestProblems } from '../checks/manifest.ts';
import { findMissingRooms } from '../checks/rooms.ts';
import { findForbiddenImports, judgeSize } from '../checks/sizes.ts';
import { listEntries, toSpecifier } from '../checks/targets.ts';
import type { Manifest, WorkspacePackage } from '../checks/workspace.ts';

const acme = (manifest: Partial<Manifest> = {}): WorkspacePackage => ({
  folder: 'acme',
  path: 'packages/acme',
  manifest: {
    name: '@breakwater/acme',
    description: 'Acme under one policy.',
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=22.12' },
    files: ['dist', 'src'],
    publishConfig: { access: 'public', provenance: true },
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './webhooks': { types: './dist/webhooks/index.d.ts', default: './dist/webhooks.js' },
      './testing': { types: './dist/testing/index.d.ts', default: './dist/testing.js' },
      './package.json': './package.json',
    },
    peerDependencies: { 'acme-sdk': '^1.0.0' },
    ...manifest,
  },
});

describe('entries of a package', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'entries-'));
    mkdirSync(join(folder, 'dist', 'webhooks'), { recursive: true });
    mkdirSync(join(folder, 'dist', 'testing'));
    for (const file of [
      'package.json',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/webhooks.js',
      'dist/webhooks/index.d.ts',
      'dist/testing.js',
      'dist/testing/index.d.ts',
      'dist/chunk-A1.js',
    ]) {
      writeFileSync(join(folder, file), '');
    }
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('lists them as importers write them', () => {
    expect(listEntries(acme()).map(({ entry }) => toSpecifier(acme(), entry))).toEqual([
      '@breakwater/acme',
      '@breakwater/acme/webhooks',
      '@breakwater/acme/testing',
    ]);
  });

  it('accepts a build that has every file and chunks beside them', () => {
    expect(findMismatches(acme(), folder)).toEqual([]);
  });

  it('finds a file that is named and absent', () => {
    rmSync(join(folder, 'dist', 'webhooks', 'index.d.ts'));
    expect(findMismatches(acme(), folder)).toEqual([
      'packages/acme: ./webhooks (types) leads to dist/webhooks/index.d.ts, which is not there',
    ]);
  });

  it('finds a built file that nothing leads to', () => {
    writeFileSync(join(folder, 'dist', 'forgotten.js'), '');
    expect(findMismatches(acme(), folder)).toEqual([
      'packages/acme: dist/forgotten.js was built, but no entry of package.json leads to it',
    ]);
  });

  it('follows conditions and internal imports', () => {
    const entry = acme({ imports: { '#crypto': { node: './dist/crypto.node.js', default: './dist/crypto.web.js' } } });
    expect(findMismatches(entry, folder)).toEqual([
      'packages/acme: #crypto (node) leads to dist/crypto.node.js, which is not there',
      'packages/acme: #crypto (default) leads to dist/crypto.web.js, which is not there',
    ]);
  });
});

describe('the weight of an entry', () => {
  const metafile = (...imports: { path: string; kind: 'import-statement' | 'dynamic-import' }[]): Metafile => ({
    inputs: {},
    outputs: {
      'out.js': { bytes: 1, inputs: {}, exports: [], imports: imports.map((entry) => ({ ...entry, external: true })) },
    },
  });
  const late = { path: 'acme-sdk', kind: 'dynamic-import' } as const;
  const early = { path: 'acme-sdk/client', kind: 'import-statement' } as const;

  it('fails over the ceiling, and without one', () => {
    expect(judgeSize('@breakwater/stripe/webhooks', 6_000)).toEqual([]);
    expect(judgeSize('@breakwater/stripe/webhooks', 6_001)).toEqual([
      '@breakwater/stripe/webhooks has 6001 bytes min+gzip, over its ceiling of 6000',
    ]);
    expect(judgeSize('@breakwater/acme', 1)).toEqual([
      '@breakwater/acme has 1 bytes and no ceiling in size-ceilings.ts',
    ]);
  });

  it('lets the main entry load the vendor late, and only late', () => {
    expect(findForbiddenImports(acme(), '.', metafile(late))).toEqual([]);
    expect(findForbiddenImports(acme(), '.', metafile(early))).toEqual([
      '@breakwater/acme must not import acme-sdk/client (import-statement)',
    ]);
  });

  it('lets the webhooks entry never load the vendor', () => {
    expect(findForbiddenImports(acme(), './webhooks', metafile(late))).toEqual([
      '@breakwater/acme/webhooks must not import acme-sdk (dynamic-import)',
    ]);
  });

  it('keeps Node modules out of portable entries, and allows them in ./node and ./testing', () => {
    const node = metafile({ path: 'node:http', kind: 'import-statement' });
    expect(findForbiddenImports(acme(), '.', node)).toHaveLength(1);
    expect(findForbiddenImports(acme(), './testing', node)).toEqual([]);
  });
});

describe('the manifest of a package', () => {
  it('accepts what all packages have in common', () => {
    expect(findManifestProblems(acme())).toEqual([]);
  });

  it('names each field that differs', () => {
    const problems = findManifestProblems(
      acme({ license: 'ISC', scripts: { postinstall: 'node x' }, exports: { '.': { import: './dist/index.js' } } }),
    );
    expect(problems).toEqual([
      'packages/acme/package.json has "license" other than "MIT"',
      'packages/acme/package.json runs a script on installation (postinstall)',
      'packages/acme/package.json has an export "." that does not go from "types" to "default"',
    ]);
  });
});

describe('the rooms of an adapter', () => {
  const readme = ['Install', 'Example', 'Options', 'Errors', 'Webhooks', 'Testing']
    .map((title) => `## ${title}\n`)
    .join('\n');
  const content: Record<string, string> = {
    'README.md': readme,
    'package.json': '',
    'tsup.config.ts': '',
    'tsconfig.json': '',
    'tsconfig.build.json': '',
    'src/index.ts': "export { createAcme } from './create-acme.js';",
    'src/definition.ts': '',
    'src/options.ts': '',
    'src/create-acme.ts': '',
    'src/classify-error.ts': '',
    'src/operations/orders/create-order.ts': '',
    'src/webhooks/index.ts': 'export { acmeWebhook }',
    'src/testing/index.ts': 'export { createAcmeEmulator }',
    'test/contract.test.ts': 'for (const { name, run } of integrationContract({})) it(name, run);',
    'test/boundary.test.ts': '',
    'test/webhooks.test.ts': '',
    'test/types.test-d.ts': '',
  };
  const inspect = (files: Record<string, string>): readonly string[] =>
    findMissingRooms(acme(), Object.keys(files), (name) => files[name] ?? '');
  const without = (name: string): Record<string, string> =>
    Object.fromEntries(Object.entries(content).filter(([key]) => key !== name));

  it('accepts a whole house', () => {
    expect(inspect(content)).toEqual([]);
  });

  it.each(Object.keys(content))('misses %s', (name) => {
    expect(inspect(without(name))).toHaveLength(1);
  });

  it('misses exports, the contract suite and sections of the README', () => {
    expect(inspect({ ...content, 'src/testing/index.ts': 'export {}' })).toEqual([
      'packages/acme exports no createacmeEmulator (in any case) from src/testing/index.ts',
    ]);
    expect(inspect({ ...content, 'test/contract.test.ts': '' })).toEqual([
      'packages/acme does not call integrationContract in test/contract.test.ts',
    ]);
    expect(inspect({ ...content, 'README.md': readme.replace('## Errors\n', '') })).toEqual([
      'packages/acme has no "## Errors" in its README',
    ]);
    expect(inspect({ ...content, 'README.md': readme.replace('## Errors', '## Testing') })).toHaveLength(2);
  });
});
