import type { Target, WorkspacePackage } from './workspace.ts';

/** One file that package.json leads to. */
export interface ResolvedTarget {
  /** As importers write it: `.`, `./webhooks` or `#crypto`. */
  readonly entry: string;
  /** The conditions on the way, for example `types` or `node`. */
  readonly conditions: readonly string[];
  /** From the package folder, without `./`. */
  readonly file: string;
}

/** Every file that `exports` and `imports` of a package lead to, over all conditions. */
export function listTargets(entry: WorkspacePackage): readonly ResolvedTarget[] {
  const { exports = {}, imports = {} } = entry.manifest;
  return Object.entries({ ...exports, ...imports }).flatMap(([name, target]) => flatten(name, target, []));
}

/** The JavaScript entries that a package offers: `.` and its sub-paths, without data such as `./package.json`. */
export function listEntries(entry: WorkspacePackage): readonly ResolvedTarget[] {
  return listTargets(entry).filter(
    ({ entry: name, conditions, file }) =>
      name.startsWith('.') && file.endsWith('.js') && !conditions.includes('types'),
  );
}

function flatten(entry: string, target: Target, conditions: readonly string[]): readonly ResolvedTarget[] {
  if (typeof target === 'string') return [{ entry, conditions, file: target.replace(/^\.\//, '') }];
  return Object.entries(target).flatMap(([condition, next]) => flatten(entry, next, [...conditions, condition]));
}

/** The name under which an entry is imported, for example `@breakwater/stripe/webhooks`. */
export function toSpecifier(entry: WorkspacePackage, name: string): string {
  return name === '.' ? entry.manifest.name : `${entry.manifest.name}${name.slice(1)}`;
}
