import { describe, expect, it } from 'vitest';
import type { Check, CheckResult } from '../checks/check.ts';
import { countResults, toDetails, toLine } from '../checks/report.ts';
import { type FinishedCheck, runChecks, selectChecks } from '../checks/run-checks.ts';
import type { Workspace } from '../checks/workspace.ts';

const workspace: Workspace = { root: '.', packages: [], files: [] };

const check = (name: string, run: () => Promise<CheckResult>, order: Pick<Check, 'needs' | 'after'> = {}): Check => ({
  name,
  about: `about ${name}`,
  run,
  ...order,
});
const pass = async (): Promise<CheckResult> => ({ problems: [] });
const fail = async (): Promise<CheckResult> => ({ problems: ['broken'] });

const run = (checks: readonly Check[], lanes = 2): Promise<readonly FinishedCheck[]> =>
  runChecks(checks, workspace, { lanes, onFinished: () => {}, now: () => 0 });

const problemsOf = (finished: readonly FinishedCheck[]): Record<string, readonly string[]> =>
  Object.fromEntries(finished.map((entry) => [entry.check.name, entry.result.problems]));

describe('running checks', () => {
  it('goes on after a failure, and reports everything', async () => {
    const finished = await run([check('a', fail), check('b', pass), check('c', fail)]);
    expect(problemsOf(finished)).toEqual({ a: ['broken'], b: [], c: ['broken'] });
  });

  it('reports a check that throws as failed', async () => {
    const crash = async (): Promise<CheckResult> => {
      throw new Error('no such tool');
    };
    expect(problemsOf(await run([check('a', crash)]))['a']?.[0]).toContain('crashed: Error: no such tool');
  });

  it('does not run a check whose needs have failed, and counts it as failed', async () => {
    let ran = false;
    const dependent = async (): Promise<CheckResult> => {
      ran = true;
      return { problems: [] };
    };
    const finished = await run([check('sizes', dependent, { needs: ['build'] }), check('build', fail)]);
    expect(problemsOf(finished)['sizes']).toEqual(['not run, because it needs what failed: build']);
    expect(ran).toBe(false);
  });

  it('runs a check after those that it only follows, also when they failed', async () => {
    const order: string[] = [];
    const noting = (name: string, result: () => Promise<CheckResult>) => async (): Promise<CheckResult> => {
      order.push(name);
      return await result();
    };
    await run([
      check('contract', noting('contract', pass), { after: ['tests'] }),
      check('tests', noting('tests', fail)),
    ]);
    expect(order).toEqual(['tests', 'contract']);
  });

  it('never has more checks under way than lanes', async () => {
    let running = 0;
    let most = 0;
    const slow = async (): Promise<CheckResult> => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      return { problems: [] };
    };
    await run(
      ['a', 'b', 'c', 'd', 'e'].map((name) => check(name, slow)),
      2,
    );
    expect(most).toBe(2);
  });

  it('refuses checks that wait for each other', async () => {
    await expect(run([check('a', pass, { needs: ['b'] }), check('b', pass, { after: ['a'] })])).rejects.toThrow(
      'Checks wait for each other: a, b',
    );
  });

  it('selects the named checks with what they wait for, in the given order', () => {
    const all = [
      check('build', pass),
      check('tests', pass),
      check('contract', pass, { after: ['tests'] }),
      check('api', pass, { needs: ['build'] }),
    ];
    const names = (selection: readonly string[]): string[] => selectChecks(all, selection).map(({ name }) => name);
    expect(names(['api'])).toEqual(['build', 'api']);
    expect(names(['contract', 'api'])).toEqual(['build', 'tests', 'contract', 'api']);
    expect(names([])).toEqual(['build', 'tests', 'contract', 'api']);
    expect(() => selectChecks(all, ['lnit'])).toThrow(
      'There is no check "lnit". There are: build, tests, contract, api',
    );
  });
});

describe('the report', () => {
  const finished = (result: CheckResult): FinishedCheck => ({ check: check('tests', pass), result, durationMs: 1_234 });

  it('counts a check with tests as its tests, and any other as one', () => {
    expect(
      countResults([finished({ problems: [], tests: { passed: 40, failed: 0 } }), finished({ problems: [] })]),
    ).toEqual({ passed: 41, failed: 0 });
  });

  it('counts the failed tests of a failed check, and at least one', () => {
    expect(countResults([finished({ problems: ['x'], tests: { passed: 38, failed: 2 } })])).toEqual({
      passed: 38,
      failed: 2,
    });
    expect(countResults([finished({ problems: ['crash'], tests: { passed: 40, failed: 0 } })])).toEqual({
      passed: 40,
      failed: 1,
    });
    expect(countResults([finished({ problems: ['x', 'y'] })])).toEqual({ passed: 0, failed: 1 });
  });

  it('gives each check one line, and details to failures only', () => {
    expect(toLine(finished({ problems: [], summary: '40 passed' }))).toBe('  ok    tests            1.2 s   40 passed');
    expect(toLine(finished({ problems: ['x'] }))).toBe('  FAIL  tests            1.2 s   1 to mend');
    expect(toDetails([finished({ problems: [] })])).toBe('');
    expect(toDetails([finished({ problems: ['first', 'second'] })])).toBe(
      '\n--- tests: about tests\n\nfirst\nsecond\n',
    );
  });
});
