import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.ts';
import { publishedPackages } from './workspace.ts';

const CHANGESET = /^\.changeset\/(?!README)[^/]+\.md$/;

/** Every changeset can be released. */
export const changesets: Check = {
  name: 'changesets',
  about: 'every changeset names published packages, a kind of release for each, and says what changed',
  async run(workspace) {
    const known = new Set(publishedPackages(workspace).map((entry) => entry.manifest.name));
    const files = workspace.files.filter((file) => CHANGESET.test(file));
    const problems = files.flatMap((file) =>
      judgeChangeset(file, readFileSync(join(workspace.root, file), 'utf8'), known),
    );
    return { problems, summary: `${files.length} pending` };
  },
};

/** What is wrong with the text of one changeset. */
export function judgeChangeset(file: string, text: string, known: ReadonlySet<string>): readonly string[] {
  const parts = /^---\n(?<header>[\s\S]*?)\n?---\n(?<description>[\s\S]*)$/.exec(text)?.groups;
  if (!parts) return [`${file} does not begin with a block between two lines of ---`];
  const problems = (parts['header'] ?? '').split('\n').flatMap((line) => {
    const { name, kind } = /^["']?(?<name>[^"':]+)["']?: (?<kind>\w+)$/.exec(line)?.groups ?? {};
    if (name === undefined || !known.has(name)) return [`${file} names no published package in: ${line}`];
    return kind === 'major' || kind === 'minor' || kind === 'patch'
      ? []
      : [`${file} asks for a ${kind} release of ${name}`];
  });
  return (parts['description'] ?? '').trim() === '' ? [...problems, `${file} does not say what changed`] : problems;
}
