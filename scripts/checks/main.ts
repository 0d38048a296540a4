import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allChecks } from './all-checks.ts';
import { countResults, toDetails, toLine } from './report.ts';
import { runChecks, selectChecks } from './run-checks.ts';
import { readWorkspace } from './workspace.ts';

/**
 * Runs the checks named in `args`, or all, and prints a line for each as it ends, then what failed, then the count.
 *
 * @returns the exit code: 1 when anything failed
 */
export async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--list')) {
    for (const check of allChecks) console.log(`  ${check.name.padEnd(14)} ${check.about}`);
    return 0;
  }
  const checks = selectChecks(allChecks, args);
  const workspace = await readWorkspace(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
  const finished = await runChecks(checks, workspace, {
    lanes: Math.max(2, Math.min(4, availableParallelism())),
    onFinished: (entry) => console.log(toLine(entry)),
    now: () => performance.now(),
  });
  console.log(toDetails(finished));
  const { passed, failed } = countResults(finished);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
