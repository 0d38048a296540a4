// Compares the verification of every scheme with the vendors' own: `npm run fuzz -- --scheme stripe --runs 1000000`.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { allSchemes } from './all-schemes.ts';
import type { CryptoBuildName, FuzzJob } from './fuzz-job.ts';
import { type BuildReport, countFindings, renderReports } from './print-report.ts';
import { runJob } from './run-job.ts';

const NAMES = allSchemes.map(({ name }) => name);
const BUILDS: readonly CryptoBuildName[] = ['node', 'web'];

const USAGE = `npm run fuzz -- [options]

  --scheme <name>     ${NAMES.join(', ')}; may be given more than once (default: all)
  --runs <n>          requests for each scheme; a tenth of it for the web build (default: 100000)
  --build <name>      node or web (default: both)
  --seed <n>          (default: 1)
  --path <path>       repeats one finding: takes --scheme and --seed as the finding names them
  --processes <n>     processes at the same time (default: the number of cores, at most 4)
`;

const fail = (message: string): never => {
  process.stderr.write(`${message}\n\n${USAGE}`);
  process.exit(2);
};

function toCount(name: string, value: string, least: number): number {
  const count = /^-?\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  return count >= least ? count : fail(`--${name} must be an integer of at least ${least}; got ${value}`);
}

function pick<Name extends string>(option: string, names: readonly Name[], value: string): Name {
  return names.find((name) => name === value) ?? fail(`--${option} must be one of ${names.join(', ')}; got ${value}`);
}

const { values } = parseArgs({
  options: {
    scheme: { type: 'string', multiple: true, default: NAMES },
    runs: { type: 'string', default: '100000' },
    build: { type: 'string', multiple: true, default: [...BUILDS] },
    seed: { type: 'string', default: '1' },
    path: { type: 'string' },
    processes: { type: 'string', default: String(Math.min(4, availableParallelism())) },
  },
});
const runs = toCount('runs', values.runs, 1);
const seed = toCount('seed', values.seed, -999_999_999);
const { path } = values;
if (path !== undefined && values.scheme.length !== 1) fail('--path belongs to one --scheme');
const builds = path === undefined ? values.build.map((build) => pick('build', BUILDS, build)) : (['node'] as const);
const jobs = values.scheme.flatMap((scheme) =>
  builds.map((build): FuzzJob => {
    const share = build === 'web' ? Math.ceil(runs / 10) : runs;
    return { scheme: pick('scheme', NAMES, scheme), build, seed, path, runs: path === undefined ? share : 1 };
  }),
);

const { isTTY } = process.stderr;
const progress = (text: string): void => {
  if (isTTY) process.stderr.write(`\r\u001b[K${text}`);
};

const reports = new Map<FuzzJob, BuildReport>();
// One iterator for all: whoever is free takes the next job. The slow ones first, so that none is left alone at the end.
const queue = jobs.toReversed().values();
const takeTurns = async (): Promise<void> => {
  for (const job of queue) {
    const title = `${job.scheme} (${job.build})`;
    try {
      const report = await runJob(job, (done) => progress(`${title}: ${done} of ${job.runs}`));
      reports.set(job, { ...report, build: job.build });
      progress('');
      process.stdout.write(`${title}: ${report.runs} runs, ${countFindings(report)} findings\n`);
    } catch (error) {
      // What the others find out in an hour is not thrown away for it.
      process.stdout.write(`${String(error)}\n`);
      process.exitCode = 1;
    }
  }
};
await Promise.all(Array.from({ length: toCount('processes', values.processes, 1) }, takeTurns));
progress('');

const inOrder = jobs.flatMap((job) => reports.get(job) ?? []);
process.stdout.write(`\n${renderReports(inOrder)}`);
if (inOrder.some((report) => countFindings(report) > 0)) process.exitCode = 1;
