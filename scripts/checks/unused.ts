import type { Check } from './check.ts';
import { runCommand, toProblems } from './run-command.ts';

/** Files, exports and dependencies that nothing uses. */
export const unused: Check = {
  name: 'unused',
  about: 'knip finds no file, export or dependency that nothing uses',
  async run(workspace) {
    return {
      problems: toProblems(await runCommand('knip', ['--no-progress', '--no-config-hints'], { cwd: workspace.root })),
    };
  },
};
