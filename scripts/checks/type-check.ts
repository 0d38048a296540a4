import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Check } from './check.ts';
import { runCommand } from './run-command.ts';

/** Sources, tests, type tests, examples and scripts, each against the sources of the packages it uses. */
export const typeCheck: Check = {
  name: 'types',
  about: 'tsc accepts every TypeScript file of the repository, and none is left out',
  async run(workspace) {
    const projects = ['.', ...workspace.packages.map((entry) => entry.path)];
    const problems: string[] = [];
    const checked = new Set<string>();
    for (const project of projects) {
      if (!existsSync(join(workspace.root, project, 'tsconfig.json'))) {
        problems.push(`${project} has no tsconfig.json`);
        continue;
      }
      const result = await runCommand('tsc', ['--noEmit', '--pretty', 'false', '-p', project, '--listFiles'], {
        cwd: workspace.root,
      });
      const lines = result.output.split('\n').filter((line) => line !== '');
      const isListed = (line: string): boolean => line.startsWith(workspace.root);
      for (const file of lines.filter(isListed)) checked.add(relative(workspace.root, file).split(sep).join('/'));
      if (result.code !== 0) problems.push(lines.filter((line) => !isListed(line)).join('\n'));
    }
    const left = workspace.files.filter((file) => /\.[cm]?tsx?$/.test(file) && !checked.has(file));
    problems.push(...left.map((file) => `${file} belongs to no tsconfig.json, so that nobody checks it`));
    return { problems, summary: `${checked.size} files in ${projects.length} projects` };
  },
};
