import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

/** Where an `exports` or `imports` entry of package.json leads: a file, or a file for each condition. */
export type Target = string | { readonly [condition: string]: Target };

/** The fields of a package.json that checks read. */
export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, Target>>;
  readonly imports?: Readonly<Record<string, Target>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** One package of the workspace. */
export interface WorkspacePackage {
  /** The name of its folder, for example `stripe`. */
  readonly folder: string;
  /** From the root, with `/`, for example `packages/stripe`. */
  readonly path: string;
  readonly manifest: Manifest;
}

/** What checks look at. */
export interface Workspace {
  readonly root: string;
  readonly packages: readonly WorkspacePackage[];
  /** Files that are in git or would be added to it, from the root, with `/`, sorted. */
  readonly files: readonly string[];
}

/** The packages that are published: those not marked private. */
export function publishedPackages(workspace: Workspace): readonly WorkspacePackage[] {
  return workspace.packages.filter((entry) => entry.manifest.private !== true);
}

/** Reads the workspace below `root`. */
export async function readWorkspace(root: string): Promise<Workspace> {
  const listed = await runCommand('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
  });
  if (listed.code !== 0) throw new Error(`The checks read the list of files from git, which said:\n${listed.output}`);
  const files = listed.output.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
  return { root, packages: readPackages(root), files: [...new Set(files)].sort() };
}

function readPackages(root: string): WorkspacePackage[] {
  const folders = ['packages', 'examples', 'templates'].flatMap((parent) =>
    existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}`) : [],
  );
  return [...folders, 'benchmarks', 'fuzz', 'torture', 'vendor-descriptions'].sort().flatMap((path) => {
    const manifest = join(root, path, 'package.json');
    if (!existsSync(manifest)) return [];
    const folder = path.slice(path.lastIndexOf('/') + 1);
    return [{ folder, path, manifest: JSON.parse(readFileSync(manifest, 'utf8')) as Manifest }];
  });
}
