import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** Stryker runs one project: the tests of the policy, on its sources. */
export default defineConfig({
  resolve: { alias: base.resolve?.alias ?? [] },
  test: { include: ['packages/core/test/resilience/**/*.test.ts'] },
});
