import { isDeepStrictEqual } from 'node:util';
import type { WorkspacePackage } from './workspace.ts';

/** Fields that are the same in every published package. */
const SAME: Readonly<Record<string, unknown>> = {
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=22.12' },
  files: ['dist', 'src'],
  publishConfig: { access: 'public', provenance: true },
};

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare'];

/** Where the package.json of a published package differs from all others. */
export function findManifestProblems(entry: WorkspacePackage): readonly string[] {
  const { manifest } = entry;
  const problems = Object.entries(SAME)
    .filter(([field, value]) => !isDeepStrictEqual(manifest[field], value))
    .map(([field, value]) => `has "${field}" other than ${JSON.stringify(value)}`);
  if (manifest.name !== `@breakwater/${entry.folder}`) problems.push(`is named ${manifest.name}`);
  if (typeof manifest['description'] !== 'string' || manifest['description'].length < 20)
    problems.push('has no description');
  const scripts = Object.keys((manifest['scripts'] as Readonly<Record<string, string>> | undefined) ?? {});
  problems.push(
    ...scripts
      .filter((name) => INSTALL_SCRIPTS.includes(name))
      .map((name) => `runs a script on installation (${name})`),
  );
  for (const [name, target] of Object.entries(manifest.exports ?? {})) {
    const conditions = typeof target === 'string' ? [] : Object.keys(target);
    if (conditions.length > 0 && (conditions[0] !== 'types' || conditions.at(-1) !== 'default')) {
      problems.push(`has an export "${name}" that does not go from "types" to "default"`);
    }
  }
  return problems.map((problem) => `${entry.path}/package.json ${problem}`);
}
