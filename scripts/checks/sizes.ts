import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import type { Check } from './check.ts';
import { SIZE_CEILINGS, USES } from './size-ceilings.ts';
import { listEntries, toSpecifier } from './targets.ts';
import { publishedPackages, type WorkspacePackage } from './workspace.ts';

/** The entries that run on every runtime and load their vendor late. The others are for tests or for Node. */
const PORTABLE_ENTRIES = new Set(['.', './webhooks']);

/** Packages that are for one runtime or for tests as a whole. */
const NOT_PORTABLE = new Set(['testing', 'sqlite', 'postgres', 'redis', 'bullmq']);

/** Bundles each entry as an application would, and weighs it. */
export const sizes: Check = {
  name: 'sizes',
  about: 'each entry, bundled with what it pulls in, stays under its ceiling and loads no vendor SDK by itself',
  needs: ['build'],
  async run(workspace) {
    const problems: string[] = [];
    const figures: string[] = [];
    for (const entry of publishedPackages(workspace)) {
      for (const { entry: name, file } of listEntries(entry)) {
        const specifier = toSpecifier(entry, name);
        const { bytes, metafile } = await bundle(workspace.root, entry, `export * from './${file}';`);
        figures.push(`${specifier} ${bytes}`);
        problems.push(...judgeSize(specifier, bytes), ...findForbiddenImports(entry, name, metafile));
      }
    }
    for (const { name, folder, code, ceiling } of USES) {
      const entry = workspace.packages.find((candidate) => candidate.folder === folder);
      if (!entry) continue;
      const { bytes } = await bundle(workspace.root, entry, code);
      figures.push(`${name} ${bytes}`);
      problems.push(...judgeSize(name, bytes, ceiling));
    }
    const unknown = Object.keys(SIZE_CEILINGS).filter(
      (specifier) => !figures.some((figure) => figure.startsWith(`${specifier} `)),
    );
    problems.push(
      ...unknown.map((specifier) => `size-ceilings.ts has a ceiling for ${specifier}, which no package offers`),
    );
    return {
      problems,
      summary: `bytes min+gzip: ${figures.map((figure) => figure.replace('@breakwater/', '')).join(', ')}`,
    };
  },
};

/** What is wrong with the weight of one entry. */
export function judgeSize(
  name: string,
  bytes: number,
  ceiling: number | undefined = SIZE_CEILINGS[name],
): readonly string[] {
  if (ceiling === undefined) return [`${name} has ${bytes} bytes and no ceiling in size-ceilings.ts`];
  return bytes > ceiling ? [`${name} has ${bytes} bytes min+gzip, over its ceiling of ${ceiling}`] : [];
}

/** Bundles a program that stands in the folder of a package, as an application's bundler would. */
async function bundle(
  root: string,
  entry: WorkspacePackage,
  contents: string,
): Promise<{ readonly bytes: number; readonly metafile: Metafile }> {
  const result = await build({
    stdin: { contents, resolveDir: join(root, entry.path) },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
    tsconfigRaw: '{}', // the paths of our tsconfig lead to sources
    external: ['node:*', ...Object.keys(entry.manifest.peerDependencies ?? {}).flatMap((peer) => [peer, `${peer}/*`])],
  });
  return {
    bytes: gzipSync(result.outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length,
    metafile: result.metafile,
  };
}

/**
 * Imports that an entry must not have. Portable entries run on every runtime, so no `node:`; the vendor SDK (a peer) is
 * loaded on first use by `.`, and never by `./webhooks`.
 */
export function findForbiddenImports(entry: WorkspacePackage, name: string, metafile: Metafile): readonly string[] {
  if (!PORTABLE_ENTRIES.has(name) || NOT_PORTABLE.has(entry.folder)) return [];
  const peers = Object.keys(entry.manifest.peerDependencies ?? {});
  const isPeer = (path: string): boolean => peers.some((peer) => path === peer || path.startsWith(`${peer}/`));
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const forbidden = imports.filter(({ path, kind }) => {
    if (path.startsWith('node:')) return true;
    return isPeer(path) && (name === './webhooks' || kind !== 'dynamic-import');
  });
  const specifier = toSpecifier(entry, name);
  return [...new Set(forbidden.map(({ path, kind }) => `${specifier} must not import ${path} (${kind})`))];
}
