import type { StormFigures } from '@breakwater/testing';
import type { Benchmark, BenchmarkResult } from '../benchmark.ts';
import { runJob } from '../process/run-job.ts';
import { runLimited } from '../process/run-limited.ts';
import { peerCallers } from './storm-callers.ts';
import { columnsFor, findBetter, toMedian } from './storm-columns.ts';
import { type StormCondition, smokeConditions, stormConditions } from './storm-conditions.ts';
import { BREAKWATER, BREAKWATER_SHARED, type StormInput } from './storm-job.ts';

const JOB = new URL('./storm-job.ts', import.meta.url);

type Reports = ReadonlyMap<string, readonly StormFigures[]>;

function subjectsOf({ hasSharedState }: StormCondition): readonly string[] {
  return [BREAKWATER, ...(hasSharedState ? [BREAKWATER_SHARED] : []), ...Object.keys(peerCallers)];
}

function toTable(condition: StormCondition, reportsOf: Reports): BenchmarkResult['tables'][number] {
  const columns = columnsFor([...reportsOf.values()].flat());
  const rows = [...reportsOf].map(([subject, reports]) => [
    subject,
    ...columns.map((column) => column.toText(toMedian(column, reports))),
  ]);
  return { caption: condition.caption, table: { head: ['', ...columns.map(({ name }) => name)], rows } };
}

/** What a whole application, and the server that it calls, go through when that server has a bad minute. */
export const storm: Benchmark = {
  name: 'storm',
  title: 'an outage, and what clients make of it',
  method:
    'The storm simulator of `@breakwater/testing`, in virtual time: 30 workers, 20 ms mean service time, a queue of 3,000, ' +
    'clients that give up after one second and a server that does not notice. Peers run unchanged, with the timers, ' +
    'dates and random numbers of the process replaced. Three attempts and 200 ms for all. `load amp.` is requests at the ' +
    'server for each call in the outage.',
  async run({ isSmoke, progress }) {
    const conditions = Object.entries(isSmoke ? smokeConditions : stormConditions);
    const jobs = conditions.flatMap(([name, condition]) =>
      subjectsOf(condition).flatMap((subject) => condition.seeds.map((seed) => ({ name, subject, seed, condition }))),
    );
    // Nothing here is timed, so two may run at once.
    const reports = await runLimited(jobs, 2, async ({ name, subject, seed, condition }) => {
      progress(`${name}, seed ${seed}: ${subject}`);
      return runJob<StormInput, StormFigures>(JOB, { subject, options: { ...condition.options, seed } });
    });
    const results = conditions.map(([name, condition]) => {
      const reportsOf = new Map<string, StormFigures[]>(subjectsOf(condition).map((subject) => [subject, []]));
      for (const [index, report] of reports.entries()) {
        const job = jobs[index];
        if (job?.name === name) reportsOf.get(job.subject)?.push(report);
      }
      return { name, condition, reportsOf };
    });
    const better = results.flatMap(({ name, reportsOf }) => {
      const found = findBetter(BREAKWATER, reportsOf, columnsFor([...reportsOf.values()].flat()));
      return found.length === 0 ? [] : [`Others did better in \`${name}\`: ${found.join('; ')}.`];
    });
    return {
      tables: results.map(({ condition, reportsOf }) => toTable(condition, reportsOf)),
      notes: [
        'It is a model: one server, one resource. It compares policies with one another and promises nothing for a vendor.',
        'A lone client that calls once a second has nothing to measure: there Breakwater does no better in the outage than one ' +
          'attempt for each call. Only a state that the clients share changes that.',
        ...better,
      ],
    };
  },
};
