import type { Benchmark } from '../benchmark.ts';
import { runJob } from '../process/run-job.ts';
import { median, tellCheaper, toFixed, toRatio } from '../report/figures.ts';

const JOB = new URL('./import-job.ts', import.meta.url);
const REFERENCE = 'cockatiel';

const modules = ['@breakwater/core', 'p-retry', 'cockatiel', 'opossum', 'mollitia', 'effect', '@smithy/util-retry'];

/** How long the first import takes. */
export const importTime: Benchmark = {
  name: 'import',
  title: 'the first import',
  method:
    'Ten processes for each line, each imports once; the time inside the process, with files warm in the cache of the system.',
  async run({ isSmoke, progress }) {
    const times = new Map<string, number[]>(modules.map((specifier) => [specifier, []]));
    // Round by round, so that a busy moment of the machine meets all of them.
    for (let round = 0; round < (isSmoke ? 1 : 10); round++) {
      for (const specifier of modules) {
        progress(specifier);
        times.get(specifier)?.push(await runJob<string, number>(JOB, specifier));
      }
    }
    const reference = median(times.get(REFERENCE) ?? []);
    const rows = [...times].map(([specifier, values]) => [
      specifier,
      toFixed(median(values), 1),
      toFixed(Math.min(...values), 1),
      toRatio(median(values), reference),
    ]);
    const table = { head: ['', 'median ms', 'best ms', 'beside cockatiel'], rows };
    return {
      tables: [{ caption: 'Fewer is better.', table }],
      notes: [
        ...tellCheaper(
          new Map([...times].map(([specifier, values]) => [specifier, median(values)])),
          '@breakwater/core',
          'Faster',
        ),
        '`@breakwater/core` is the whole main entry: policy, transport, errors and contract.',
      ],
    };
  },
};
