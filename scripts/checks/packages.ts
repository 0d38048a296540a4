import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.ts';
import { pnpm } from './pnpm.ts';
import { runCommand } from './run-command.ts';
import { publishedPackages, type WorkspacePackage } from './workspace.ts';

const EXPECTED_FILES: readonly RegExp[] = [/^package\/LICENSE$/, /^package\/README\.md$/, /^package\/dist\/index\.js$/];

/** Packs each package as it would be published, and lets publint and attw look at that file. */
export const packages: Check = {
  name: 'packages',
  about: 'what would be published satisfies publint (strict) and attw (ESM only), and holds README and LICENSE',
  needs: ['build'],
  async run(workspace) {
    const published = publishedPackages(workspace);
    const problems: string[] = [];
    for (const entry of published) problems.push(...(await inspectPackage(workspace.root, entry)));
    return { problems, summary: `${published.length} packages` };
  },
};

async function inspectPackage(root: string, entry: WorkspacePackage): Promise<readonly string[]> {
  const destination = join(root, 'reports', 'packed', entry.folder);
  rmSync(destination, { recursive: true, force: true });
  mkdirSync(destination, { recursive: true });
  const packed = await pnpm(['pack', '--pack-destination', destination], root, join(root, entry.path));
  const tarball = readdirSync(destination).find((file) => file.endsWith('.tgz'));
  if (packed.code !== 0 || tarball === undefined) return [`${entry.path} cannot be packed:\n${packed.output}`];
  const path = join(destination, tarball);
  const [listing, publint, attw] = await Promise.all([
    runCommand('tar', ['-tzf', tarball], { cwd: destination }),
    runCommand('publint', ['run', path, '--strict'], { cwd: root }),
    runCommand('attw', [path, '--profile', 'esm-only', '--no-definitely-typed', '--no-emoji'], { cwd: root }),
  ]);
  const files = listing.output.split('\n');
  return [
    ...EXPECTED_FILES.filter((pattern) => !files.some((file) => pattern.test(file))).map(
      (pattern) => `${entry.path} packs no file ${pattern.source}`,
    ),
    ...(publint.code === 0 ? [] : [`publint on ${entry.path}:\n${publint.output}`]),
    ...(attw.code === 0 ? [] : [`attw on ${entry.path}:\n${attw.output}`]),
  ];
}
