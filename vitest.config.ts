import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Tests run on the sources: no build is needed, and coverage and stack traces speak of the files that we edit. */
const alias = [
  { find: '@breakwater/vendor-descriptions', replacement: path('./vendor-descriptions/src/index.ts') },
  { find: /^@breakwater\/([\w-]+)$/, replacement: path('./packages/$1/src/index.ts') },
  { find: /^@breakwater\/([\w-]+)\/([\w-]+)$/, replacement: path('./packages/$1/src/$2/index.ts') },
  { find: '#async-context', replacement: path('./packages/core/src/runtime/async-context.node.ts') },
  { find: '#crypto', replacement: path('./packages/core/src/runtime/crypto.node.ts') },
];

/** A project; `test/global-setup.ts` in it, if there is one, finds or starts what its tests need. */
const project = (name: string, root: string): TestProjectConfiguration => {
  const setup = path(`${root}/test/global-setup.ts`);
  const globalSetup = existsSync(setup) ? [setup] : [];
  return { extends: true, test: { name, root: path(root), include: ['test/**/*.test.ts'], globalSetup } };
};

/** Every folder below `parent` that has tests is a project, so that a new package needs no line here. */
const projectsIn = (parent: string): TestProjectConfiguration[] =>
  readdirSync(path(parent))
    .filter((name) => existsSync(path(`${parent}/${name}/test`)))
    .map((name) => project(name, `${parent}/${name}`));

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      ...projectsIn('./packages'),
      ...projectsIn('./examples'),
      ...projectsIn('./templates'),
      project('scripts', './scripts'),
      project('benchmarks', './benchmarks'),
      project('torture', './torture'),
      project('fuzz', './fuzz'),
      project('vendor-descriptions', './vendor-descriptions'),
    ],
    testTimeout: 20_000, // nothing waits in real time; this is for compilers and a busy machine
    setupFiles: [path('./scripts/refuse-network.ts')],
    coverage: {
      provider: 'v8',
      include: ['**/src/**'], // relative to the folder of each project
      reporter: ['text-summary', 'json-summary'],
      thresholds: { '**/core/src/resilience/**': { lines: 100, branches: 100, functions: 100, statements: 100 } },
    },
  },
});
