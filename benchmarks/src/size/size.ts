import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Benchmark } from '../benchmark.ts';
import { tellCheaper, toKibibytes, toRatio } from '../report/figures.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const OWN = 'Breakwater createPolicy, with p-retry';
const REFERENCE = 'cockatiel';

/** What an application writes to use each of them. */
const programs: Readonly<Record<string, string>> = {
  'Breakwater createPolicy, with p-retry': `export { createPolicy } from '@breakwater/core';`,
  'Breakwater core, whole main entry': `export * from '@breakwater/core';`,
  'p-retry': `export { default } from 'p-retry';`,
  cockatiel: `export * from 'cockatiel';`,
  'cockatiel retry, breaker, timeout, wrap': `export { circuitBreaker, ConsecutiveBreaker, ExponentialBackoff, handleAll, retry, timeout, wrap } from 'cockatiel';`,
  opossum: `export { default } from 'opossum';`,
  'p-retry and opossum': `export { default as pRetry } from 'p-retry'; export { default as CircuitBreaker } from 'opossum';`,
  mollitia: `export * from 'mollitia';`,
  'effect, Effect and Schedule': `export { Effect, Schedule } from 'effect';`,
  '@smithy/util-retry, standard strategy': `export { StandardRetryStrategy } from '@smithy/util-retry';`,
};

async function bundle(contents: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: HERE, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'es2023',
    legalComments: 'none',
  });
  const [file] = outputFiles;
  if (!file) throw new Error('esbuild wrote nothing');
  return file.contents;
}

/** What each of them adds to a bundle. */
export const size: Benchmark = {
  name: 'size',
  title: 'what is added to a bundle',
  method: 'One esbuild bundle for each line: ESM for Node, minified, built-in modules left out; then gzip at level 9.',
  async run({ progress }) {
    const sizes = new Map<string, { readonly minified: number; readonly gzipped: number }>();
    for (const [subject, program] of Object.entries(programs)) {
      progress(subject);
      const contents = await bundle(program);
      sizes.set(subject, { minified: contents.byteLength, gzipped: gzipSync(contents, { level: 9 }).byteLength });
    }
    const reference = sizes.get(REFERENCE)?.gzipped;
    const rows = [...sizes].map(([subject, { minified, gzipped }]) => [
      subject,
      toKibibytes(minified),
      toKibibytes(gzipped),
      toRatio(gzipped, reference),
    ]);
    const table = { head: ['', 'KiB minified', 'KiB min+gzip', 'beside cockatiel'], rows };
    return {
      tables: [{ caption: 'Fewer is better.', table }],
      notes: [
        ...tellCheaper(new Map([...sizes].map(([subject, { gzipped }]) => [subject, gzipped])), OWN, 'Smaller'),
        'p-retry alone is the smallest by far: whoever needs nothing but a retry loop should take it as it is.',
      ],
    };
  },
};
