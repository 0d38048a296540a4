import type { FinishedCheck } from './run-checks.ts';

/** The line of one check: verdict, name, duration, a few words. */
export function toLine({ check, result, durationMs }: FinishedCheck): string {
  const verdict = result.problems.length === 0 ? 'ok  ' : 'FAIL';
  const seconds = `${(durationMs / 1000).toFixed(1)} s`.padStart(8);
  const words = result.summary ?? (result.problems.length > 0 ? `${result.problems.length} to mend` : '');
  return `  ${verdict}  ${check.name.padEnd(14)}${seconds}   ${words}`.trimEnd();
}

/** Everything that failed checks have to say, or an empty text. */
export function toDetails(finished: readonly FinishedCheck[]): string {
  return finished
    .filter(({ result }) => result.problems.length > 0)
    .map(({ check, result }) => `\n--- ${check.name}: ${check.about}\n\n${result.problems.join('\n')}\n`)
    .join('');
}

/**
 * Tests and checks counted together: a check that runs tests counts as its tests, any other one as one. A failed check
 * counts at least one failure, so that a crash before the first test is seen.
 */
export function countResults(finished: readonly FinishedCheck[]): { readonly passed: number; readonly failed: number } {
  let passed = 0;
  let failed = 0;
  for (const { result } of finished) {
    const isFailed = result.problems.length > 0;
    const tests = result.tests ?? { passed: isFailed ? 0 : 1, failed: 0 };
    passed += tests.passed;
    failed += isFailed ? Math.max(1, tests.failed) : tests.failed;
  }
  return { passed, failed };
}
