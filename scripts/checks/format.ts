import type { Check } from './check.ts';
import { runCommand, toProblems } from './run-command.ts';

/** The formatter finds nothing to change. */
export const format: Check = {
  name: 'format',
  about: 'biome finds nothing to change (mend with `pnpm format`)',
  async run(workspace) {
    return {
      problems: toProblems(await runCommand('biome', ['check', '--reporter=summary'], { cwd: workspace.root })),
    };
  },
};
