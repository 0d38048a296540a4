import { hasOnlyWebhooks, isAdapter } from './adapters.ts';
import type { Check } from './check.ts';
import { readTestReport, type TestReport } from './tests.ts';

/** What is wrong with the contract tests of the given adapters: a machine's answer to "does every adapter run them all?" */
export function findContractGaps(report: TestReport, adapters: readonly string[]): readonly string[] {
  const counts = adapters.map((adapter) => {
    const file = report.testResults.find(({ name }) =>
      name.replaceAll('\\', '/').endsWith(`packages/${adapter}/test/contract.test.ts`),
    );
    const results = file?.assertionResults ?? [];
    return { adapter, all: results.length, passed: results.filter((test) => test.status === 'passed').length };
  });
  return counts.flatMap(({ adapter, all, passed }) => {
    if (all === 0)
      return [`packages/${adapter} runs no contract test: test/contract.test.ts has to call integrationContract`];
    return passed === all ? [] : [`packages/${adapter}: ${passed} of ${all} contract tests have passed`];
  });
}

/** Every adapter runs the contract suite, counted in the report of the test run rather than in the sources. */
export const contract: Check = {
  name: 'contract',
  about: 'every adapter has run the contract suite, and nothing of it was skipped',
  after: ['tests'],
  async run(workspace) {
    const adapters = workspace.packages
      .filter((entry) => isAdapter(entry) && !hasOnlyWebhooks(entry))
      .map((entry) => entry.folder);
    return { problems: findContractGaps(readTestReport(workspace), adapters), summary: adapters.join(', ') };
  },
};
