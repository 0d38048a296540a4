import { describe, expect, it } from 'vitest';
import { judgeChangeset } from '../checks/changesets.ts';
import { findContractGaps } from '../checks/contract.ts';
import { findMachinePaths } from '../checks/machine-paths.ts';
import { findNameProblems } from '../checks/structure.ts';
import { judgeTests, type TestFile } from '../checks/tests.ts';

describe('machine paths', () => {
  // Put together here, so that this file does not contain what the check looks for.
  const folder = (...parts: string[]): string => ['', ...parts].join('/');

  it.each([
    `cd ${folder('root', 'project')}`,
    `"${folder('home', 'ada', 'code')}"`,
    `file://${folder('Users', 'ada')}`,
    `(${folder('tmp', 'x')})`,
    ['C:', 'Users', 'ada'].join('\\'),
    `https://${['registry', 'npmjs', 'org'].join('.')}`,
    `https://${'artifactory'}.example.com/npm`,
  ])('finds %s', (line) => {
    expect(findMachinePaths('a.md', `fine\n${line}`)).toEqual([expect.stringMatching(/^a\.md:2 names /)]);
  });

  it.each([
    './root/x',
    'src/home/page.ts',
    ['policies', 'registry', 'get(name)'].join('.'),
    'https://docs.example.com/home/start',
    'the package registry, then',
  ])('leaves %s alone', (line) => {
    expect(findMachinePaths('a.md', line)).toEqual([]);
  });
});

describe('file names', () => {
  it('refuses names that say nothing, and names in another case', () => {
    expect(findNameProblems('packages/core/src/utils.ts')).toHaveLength(1);
    expect(findNameProblems('packages/core/src/helpers/sum.ts')).toHaveLength(1);
    expect(findNameProblems('packages/core/src/retryAfter.ts')).toHaveLength(1);
  });

  it('accepts kebab-case, runtime suffixes and type tests', () => {
    expect(findNameProblems('packages/core/src/runtime/async-context.node.ts')).toEqual([]);
    expect(findNameProblems('packages/stripe/test/types.test-d.ts')).toEqual([]);
  });
});

describe('changesets', () => {
  const known = new Set(['@breakwater/core']);

  it('accepts a known package, a kind and a description', () => {
    expect(judgeChangeset('a.md', '---\n"@breakwater/core": minor\n---\n\nAdds a thing.\n', known)).toEqual([]);
  });

  it('refuses unknown packages, unknown kinds and silence', () => {
    expect(judgeChangeset('a.md', '---\n"@breakwater/cora": minor\n---\n\nx\n', known)).toHaveLength(1);
    expect(judgeChangeset('a.md', '---\n"@breakwater/core": huge\n---\n\nx\n', known)).toEqual([
      'a.md asks for a huge release of @breakwater/core',
    ]);
    expect(judgeChangeset('a.md', '---\n"@breakwater/core": patch\n---\n', known)).toEqual([
      'a.md does not say what changed',
    ]);
    expect(judgeChangeset('a.md', 'just text', known)).toHaveLength(1);
  });
});

const file = (name: string, ...statuses: string[]): TestFile => ({
  name,
  status: statuses.includes('failed') || statuses.length === 0 ? 'failed' : 'passed',
  message: statuses.length === 0 ? 'Cannot find module' : '',
  assertionResults: statuses.map((status, index) => ({
    fullName: `case ${index}`,
    status,
    failureMessages: ['it broke'],
  })),
});

describe('the count of tests', () => {
  it('counts passed, failed and skipped ones', () => {
    const report = { testResults: [file('a.test.ts', 'passed', 'failed', 'skipped'), file('b.test.ts', 'passed')] };
    expect(judgeTests(report, { code: 1, output: 'log' })).toEqual({
      problems: ['a.test.ts\n  case 1\n    it broke'],
      summary: '2 passed, 1 failed, 1 skipped in 2 files',
      tests: { passed: 2, failed: 1 },
    });
  });

  it('counts a file that could not be loaded as a failure, though none of its tests ran', () => {
    const result = judgeTests(
      { testResults: [file('a.test.ts', 'passed'), file('b.test.ts')] },
      { code: 1, output: 'log' },
    );
    expect(result.tests).toEqual({ passed: 1, failed: 1 });
    expect(result.problems).toEqual(['b.test.ts\n    Cannot find module']);
  });

  it('fails when vitest failed though every test passed, as after an unhandled rejection', () => {
    const result = judgeTests(
      { testResults: [file('a.test.ts', 'passed')] },
      { code: 1, output: 'Unhandled Rejection' },
    );
    expect(result.problems).toEqual(['Unhandled Rejection']);
  });

  it('fails when there was nothing to run', () => {
    expect(judgeTests({ testResults: [] }, { code: 0, output: '' }).problems).toEqual(['vitest found no test']);
  });
});

describe('the count of contract tests', () => {
  const report = {
    testResults: [
      file('x/packages/stripe/test/contract.test.ts', 'passed', 'passed'),
      file('x/packages/twilio/test/contract.test.ts', 'passed', 'skipped'),
    ],
  };

  it('accepts adapters that ran every case', () => {
    expect(findContractGaps(report, ['stripe'])).toEqual([]);
  });

  it('names adapters that ran none, and those of which a case was skipped', () => {
    expect(findContractGaps(report, ['stripe', 'twilio', 'clerk'])).toEqual([
      'packages/twilio: 1 of 2 contract tests have passed',
      'packages/clerk runs no contract test: test/contract.test.ts has to call integrationContract',
    ]);
  });
});
