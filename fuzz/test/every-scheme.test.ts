import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as Schemes from '../src/all-schemes.ts';
import { allSchemes } from '../src/all-schemes.ts';
import type * as Runner from '../src/run-scheme.ts';
import { runScheme } from '../src/run-scheme.ts';

/** One verification of SendGrid's library takes as long as fifty of ours. */
const RUNS: Readonly<Record<string, number>> = { sendgrid: 100 };

/** What has to be accepted by both, of all requests: refusing everything is no art. */
const LEAST_SHARE = 0.15;

describe('our verifiers beside others', () => {
  it.each(allSchemes.map((scheme) => [scheme.name, scheme] as const))(
    '%s: differ as documented',
    async (name, scheme) => {
      const report = await runScheme(scheme, { runs: RUNS[name] ?? 300, seed: 42 });
      expect(report.example).toBeUndefined();
      expect(report.findings).toEqual({});
      expect(report.bothAccept / report.runs).toBeGreaterThan(LEAST_SHARE);
    },
  );
});

describe('our verifiers with WebCrypto inside', () => {
  let web: { readonly schemes: typeof Schemes; readonly runner: typeof Runner };
  beforeAll(async () => {
    vi.resetModules();
    vi.doMock('#crypto', () => import('../../packages/core/src/runtime/crypto.web.js'));
    web = { schemes: await import('../src/all-schemes.ts'), runner: await import('../src/run-scheme.ts') };
  });
  afterAll(() => {
    vi.doUnmock('#crypto');
    vi.resetModules();
  });

  it.each(allSchemes.map(({ name }) => name))('%s: say the same', async (name) => {
    const [node, other] = [allSchemes, web.schemes.allSchemes].map((all) => all.find((scheme) => scheme.name === name));
    if (!node || !other) throw new Error(`There is no scheme ${name}`);
    const options = { runs: 40, seed: 43 };
    expect(await web.runner.runScheme(other, options)).toEqual(await runScheme(node, options));
  });
});
