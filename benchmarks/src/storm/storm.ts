import type { StormFigures } from '@breakwater/testing';
import type { Benchmark } from '../benchmark.ts';
import { runJob } from '../process/run-job.ts';
import { runLimited } from '../process/run-limited.ts';
import { median, toFixed } from '../report/figures.ts';
import { peerCallers } from './storm-callers.ts';
import { type StormCondition, smokeConditions, stormConditions } from './storm-conditions.ts';
import { BREAKWATER, BREAKWATER_SHARED, type StormInput } from './storm-job.ts';

const JOB = new URL('./storm-job.ts', import.meta.url);

const percent = (value: number): string => `${toFixed(value * 100, 1)} %`;

const columns: Readonly<Record<string, (reports: readonly StormFigures[]) => string>> = {
  'load amp.': (reports) => toFixed(median(reports.map((report) => report.loadAmplification)), 2),
  'peak req/s': (reports) => toFixed(median(reports.map((report) => report.peakRequestsPerSecond))),
  'ok in outage': (reports) => percent(median(reports.map((report) => report.successInOutage))),
  'ok 30 s after': (reports) => percent(median(reports.map((report) => report.successAfterOutage))),
  'ok whole run': (reports) => percent(median(reports.map((report) => report.success))),
  recovers: (reports) => {
    const seconds = median(reports.map((report) => report.recoverySeconds));
    return Number.isFinite(seconds) ? `${seconds} s` : 'never';
  },
  'wasted work': (reports) => percent(median(reports.map((report) => report.wastedWork))),
  'failed call waits p50 / p95': (reports) =>
    [
      toFixed(median(reports.map((report) => report.failedCallWait.p50))),
      toFixed(median(reports.map((report) => report.failedCallWait.p95))),
    ].join(' / '),
};

function subjectsOf(name: string): readonly string[] {
  const shared = name === 'lone-clients' || name === 'tiny' ? [BREAKWATER_SHARED] : [];
  return [BREAKWATER, ...shared, ...Object.keys(peerCallers)];
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
      subjectsOf(name).flatMap((subject) => condition.seeds.map((seed) => ({ name, subject, seed, condition }))),
    );
    // Nothing here is timed, so two may run at once.
    const reports = await runLimited(jobs, 2, async ({ name, subject, seed, condition }) => {
      progress(`${name}, seed ${seed}: ${subject}`);
      return runJob<StormInput, StormFigures>(JOB, { subject, options: { ...condition.options, seed } });
    });
    const toRows = (name: string): string[][] =>
      subjectsOf(name).map((subject) => {
        const own = reports.filter((_, index) => jobs[index]?.name === name && jobs[index]?.subject === subject);
        return [subject, ...Object.values(columns).map((column) => column(own))];
      });
    const toTable = ([name, { caption }]: readonly [string, StormCondition]) => ({
      caption,
      table: { head: ['', ...Object.keys(columns)], rows: toRows(name) },
    });
    return {
      tables: conditions.map(toTable),
      notes: [
        'It is a model: one server, one resource. It compares policies with one another and promises nothing for a vendor.',
        'A lone client that calls once a second has nothing to measure: there Breakwater does no better than one attempt in ' +
          'the outage, and recovers later. Only a state that the clients share changes that.',
      ],
    };
  },
};
