/** Mutation testing of the policy: `pnpm mutation`. */
export default {
  mutate: ['packages/core/src/resilience/**/*.ts'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: 'reports/mutation.json' },
  concurrency: 2,
  thresholds: { high: 95, low: 90, break: 90 },
};
