import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, CheckResult } from './check.ts';
import { runCommand } from './run-command.ts';
import type { Workspace } from './workspace.ts';

/** One test file in the JSON report of vitest, as far as the checks read it. */
export interface TestFile {
  readonly name: string;
  readonly status: 'passed' | 'failed';
  /** Why the file could not be loaded, or nothing. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages?: readonly string[] | null;
  }[];
}

/** The JSON report of vitest, as far as the checks read it. */
export interface TestReport {
  readonly testResults: readonly TestFile[];
}

const REPORT = 'reports/vitest.json';

/** The report of the last run of the tests. */
export function readTestReport(workspace: Workspace): TestReport {
  return JSON.parse(readFileSync(join(workspace.root, REPORT), 'utf8')) as TestReport;
}

/** Unit, contract and adapter tests, on the sources. */
export const tests: Check = {
  name: 'tests',
  about: 'vitest passes: unit tests, contract suite, adapters, tooling',
  after: ['build'], // only so that the two do not fight over the cores; the tests run on the sources
  async run(workspace) {
    mkdirSync(join(workspace.root, 'reports'), { recursive: true });
    rmSync(join(workspace.root, REPORT), { force: true });
    const args = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${REPORT}`];
    const result = await runCommand('vitest', args, { cwd: workspace.root });
    try {
      return judgeTests(readTestReport(workspace), result);
    } catch {
      return { problems: [`vitest wrote no report:\n${result.output}`] };
    }
  },
};

/** Counts the tests of a report; a file that could not be loaded counts as one failed test. */
export function judgeTests(report: TestReport, run: { readonly code: number; readonly output: string }): CheckResult {
  const all = report.testResults.flatMap((file) => file.assertionResults);
  const count = (status: string): number => all.filter((test) => test.status === status).length;
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const passed = count('passed');
  const failed = count('failed') + unloaded.length;
  const skipped = all.length - passed - count('failed');
  const problems = describeFailures(report);
  // Vitest itself can fail though every test has passed: after an unhandled rejection, for example.
  if (run.code !== 0 && problems.length === 0) problems.push(run.output.trim());
  if (passed + failed === 0) problems.push('vitest found no test');
  const summary = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''} in ${report.testResults.length} files`;
  return { problems, summary, tests: { passed, failed } };
}

/** The failed tests with their messages, and the files that could not be loaded. */
function describeFailures(report: TestReport): string[] {
  return report.testResults.flatMap((file) => {
    const failures = file.assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => `${file.name}\n  ${test.fullName}\n${indent(test.failureMessages?.join('\n') ?? '')}`);
    return file.status === 'failed' && failures.length === 0 ? [`${file.name}\n${indent(file.message)}`] : failures;
  });
}

const indent = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.includes('node_modules'))
    .map((line) => `    ${line}`)
    .join('\n');
