import type { Check } from './check.ts';
import { runCommand, toProblems } from './run-command.ts';

/** The linter, with the rules that need types, over sources, tests, examples and scripts. */
export const lint: Check = {
  name: 'lint',
  about: 'oxlint, with type-aware rules, finds nothing; a warning is a failure',
  async run(workspace) {
    const result = await runCommand('oxlint', ['--type-aware', '--deny-warnings'], { cwd: workspace.root });
    return { problems: toProblems(result) };
  },
};
