import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.ts';
import { runCommand } from './run-command.ts';
import { listEntries, listTargets, toSpecifier } from './targets.ts';
import { publishedPackages, type WorkspacePackage } from './workspace.ts';

/** Entries that only work inside a test runner. */
const NEEDS_TEST_RUNNER = new Set(['./contract']);

/** package.json and built files agree, and importing does nothing else than importing. */
export const entries: Check = {
  name: 'entries',
  about:
    'exports and built files agree; importing (or requiring) an entry prints nothing, reads no environment, leaves nothing running',
  needs: ['build'],
  async run(workspace) {
    const published = publishedPackages(workspace);
    const problems: string[] = [];
    for (const entry of published) {
      const missing = findMismatches(entry, join(workspace.root, entry.path));
      problems.push(...missing);
      if (missing.length === 0) problems.push(...(await findImportEffects(entry, join(workspace.root, entry.path))));
    }
    return { problems, summary: published.flatMap(listEntries).length + ' entries' };
  },
};

/** Files that package.json names and that are not there, and built files that nothing leads to. */
export function findMismatches(entry: WorkspacePackage, folder: string): readonly string[] {
  const targets = listTargets(entry);
  const absent = targets.filter(({ file }) => !existsSync(join(folder, file)));
  const named = new Set(targets.map(({ file }) => file));
  const built = existsSync(join(folder, 'dist')) ? readdirSync(join(folder, 'dist')) : [];
  const orphans = built.filter(
    (file) => file.endsWith('.js') && !file.startsWith('chunk-') && !named.has(`dist/${file}`),
  );
  return [
    ...absent.map(
      (target) =>
        `${entry.path}: ${target.entry} (${target.conditions.join(' > ')}) leads to ${target.file}, which is not there`,
    ),
    ...orphans.map((file) => `${entry.path}: dist/${file} was built, but no entry of package.json leads to it`),
  ];
}

async function findImportEffects(entry: WorkspacePackage, folder: string): Promise<readonly string[]> {
  const specifiers = listEntries(entry)
    .filter(({ entry: name }) => !NEEDS_TEST_RUNNER.has(name))
    .map(({ entry: name }) => toSpecifier(entry, name));
  // `process.env` is replaced by a trap, because reading it at import breaks builds and edge runtimes.
  const program = `
    import { createRequire } from 'node:module';
    const READ_BY_NODE = /^(NODE_|WATCH_REPORT_DEPENDENCIES$)/; // when it loads a module
    const environment = process.env;
    const read = new Set();
    const trap = { get: (target, key) => { if (typeof key === 'string' && !READ_BY_NODE.test(key)) read.add(key); return target[key]; } };
    for (const specifier of ${JSON.stringify(specifiers)}) {
      Object.defineProperty(process, 'env', { configurable: true, value: new Proxy(environment, trap) });
      const imported = await import(specifier);
      const required = createRequire(process.cwd() + '/')(specifier);
      if (Object.keys(imported).some((name) => imported[name] !== required[name])) console.log(specifier + ' differs when required');
      Object.defineProperty(process, 'env', { configurable: true, value: environment });
    }
    const busy = process.getActiveResourcesInfo().filter((name) => !/^(TTY|Pipe|File)/.test(name));
    if (busy.length > 0) console.log('leaves running: ' + busy.join(', '));
    if (read.size > 0) console.log('reads process.env: ' + [...read].join(', '));
  `;
  const result = await runCommand('node', ['--input-type=module', '-e', program], { cwd: folder, timeout: 60_000 });
  if (result.code === 0 && result.output === '') return [];
  return [
    `${entry.path}: importing ${specifiers.join(', ')} should only import, but:\n${result.output || `ended with code ${result.code}`}`,
  ];
}
