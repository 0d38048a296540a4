import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.ts';

/** Folders of one machine, and hosts of package registries and mirrors. */
const PATTERNS: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'an absolute path of one machine', pattern: /(?<![\w.~$})\]-])\/(?:work|root|tmp|home|Users)\/[A-Za-z]/ },
  { what: 'an absolute path of one machine', pattern: /\b[A-Za-z]:\\Users\\/ },
  {
    what: 'the host of a package registry',
    pattern: /\bregistry\.[\w-]+\.(?:org|com|net|io|dev|cloud|internal|local)\b/,
  },
  {
    what: 'the host of a package registry',
    pattern: /https?:\/\/[\w.-]*(?:registry|artifactory|verdaccio|nexus)[\w.-]*[/:]/,
  },
];

/** The lines of a text that only make sense on the machine, or beside the registry, where they were written. */
export function findMachinePaths(file: string, text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => {
    const found = PATTERNS.find(({ pattern }) => pattern.test(line));
    return found ? [`${file}:${index + 1} names ${found.what}`] : [];
  });
}

/** Files in git work on every machine. */
export const machinePaths: Check = {
  name: 'machine-paths',
  about: 'no file names an absolute path of one machine or the host of a package registry',
  async run(workspace) {
    const problems = workspace.files.flatMap((file) => {
      const text = readFileSync(join(workspace.root, file), 'utf8');
      return text.includes('\0') ? [] : findMachinePaths(file, text);
    });
    return { problems, summary: `${workspace.files.length} files` };
  },
};
