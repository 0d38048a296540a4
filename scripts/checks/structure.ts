import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAdapter } from './adapters.ts';
import type { Check } from './check.ts';
import { findManifestProblems } from './manifest.ts';
import { findMissingRooms } from './rooms.ts';
import { publishedPackages } from './workspace.ts';

/** File names that say nothing on what is inside. */
const EMPTY_NAMES = /(?:^|\/)(?:utils?|helpers?|types|misc|common)(?:\.[cm]?ts$|\/)/;

/** Who knows one adapter knows them all. */
export const structure: Check = {
  name: 'structure',
  about:
    'every adapter has the same rooms, every package the same manifest, every file a kebab-case name that says something',
  async run(workspace) {
    const adapters = workspace.packages.filter(isAdapter);
    const problems = adapters.flatMap((entry) => {
      const files = workspace.files
        .filter((file) => file.startsWith(`${entry.path}/`))
        .map((file) => file.slice(entry.path.length + 1));
      return findMissingRooms(entry, files, (file) => readFileSync(join(workspace.root, entry.path, file), 'utf8'));
    });
    problems.push(...publishedPackages(workspace).flatMap(findManifestProblems));
    problems.push(...workspace.files.flatMap(findNameProblems));
    return { problems, summary: `${adapters.length} adapters, ${workspace.packages.length} packages` };
  },
};

/** What is wrong with the name of a file. */
export function findNameProblems(file: string): readonly string[] {
  const ours = /^(packages|examples|templates|scripts|benchmarks|fuzz|torture|vendor-descriptions)\/.*\.[cm]?ts$/;
  if (!ours.test(file)) return [];
  if (EMPTY_NAMES.test(file)) return [`${file} has a name that says nothing; name it after what it holds`];
  const isKebab = file.split('/').every((part) => /^[a-z0-9.-]+$/.test(part));
  return isKebab ? [] : [`${file} is not in kebab-case`];
}
