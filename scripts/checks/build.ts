import type { Check } from './check.ts';
import { pnpm } from './pnpm.ts';
import { toProblems } from './run-command.ts';
import { publishedPackages } from './workspace.ts';

/** Builds every package; unchanged ones come from turbo's cache. */
export const build: Check = {
  name: 'build',
  about: 'every package builds: one bundle an entry, and declarations',
  async run(workspace) {
    // Through pnpm, because turbo looks for it on the PATH to run the tasks.
    const args = ['exec', 'turbo', 'run', 'build', '--continue', '--output-logs=errors-only', '--log-order=grouped'];
    const result = await pnpm(args, workspace.root);
    return { problems: toProblems(result), summary: `${publishedPackages(workspace).length} packages` };
  },
};
