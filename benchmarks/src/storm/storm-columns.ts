import type { StormFigures } from '@breakwater/testing';
import { median, toFixed } from '../report/figures.ts';

/** One figure of a storm, over the reports of several seeds. */
export interface StormColumn {
  readonly name: string;
  readonly toValue: (report: StormFigures) => number;
  readonly toText: (value: number) => string;
  /** Which value is the better one; undefined where a figure alone says nothing. */
  readonly better?: 'higher' | 'lower';
  /** Differences up to this are chance. */
  readonly margin?: number;
}

const toPercent = (value: number): string => `${toFixed(value * 100, 1)} %`;
const toSeconds = (value: number): string => (Number.isFinite(value) ? `${value} s` : 'never');

const load: StormColumn = {
  name: 'load amp.',
  toValue: (report) => report.loadAmplification,
  toText: (value) => toFixed(value, 2),
};
const peak: StormColumn = { name: 'peak req/s', toValue: (report) => report.peakRequestsPerSecond, toText: toFixed };
const wholeRun: StormColumn = {
  name: 'ok whole run',
  toValue: (report) => report.success,
  toText: toPercent,
  better: 'higher',
  margin: 0.001,
};
const waits: readonly StormColumn[] = [
  { name: 'failed call waits p50 ms', toValue: (report) => report.failedCallWait.p50, toText: toFixed },
  { name: 'p95 ms', toValue: (report) => report.failedCallWait.p95, toText: toFixed },
];

const outageColumns: readonly StormColumn[] = [
  load,
  peak,
  {
    name: 'ok in outage',
    toValue: (report) => report.successInOutage,
    toText: toPercent,
    better: 'higher',
    margin: 0.002,
  },
  { name: 'ok 30 s after', toValue: (report) => report.successAfterOutage, toText: toPercent },
  wholeRun,
  { name: 'recovers', toValue: (report) => report.recoverySeconds, toText: toSeconds, better: 'lower' },
  { name: 'wasted work', toValue: (report) => report.wastedWork, toText: toPercent, better: 'lower', margin: 0.002 },
  ...waits,
];

/** The figures that mean something: without an outage there is nothing to recover from. */
export function columnsFor(reports: readonly StormFigures[]): readonly StormColumn[] {
  return reports.some((report) => report.recoverySeconds > 0) ? outageColumns : [load, peak, wholeRun, ...waits];
}

/** A figure's median over the seeds. */
export function toMedian(column: StormColumn, reports: readonly StormFigures[]): number {
  return median(reports.map(column.toValue));
}

/** Says by which figures others did better than `own`, in sentences. */
export function findBetter(
  own: string,
  reportsOf: ReadonlyMap<string, readonly StormFigures[]>,
  columns: readonly StormColumn[],
): readonly string[] {
  return columns.flatMap((column) => {
    const { name, better, margin = 0, toText } = column;
    if (better === undefined) return [];
    const ours = toMedian(column, reportsOf.get(own) ?? []);
    const betterOnes = [...reportsOf].flatMap(([subject, reports]) => {
      const theirs = toMedian(column, reports);
      const gain = better === 'higher' ? theirs - ours : ours - theirs;
      return gain > margin ? [`${subject} ${toText(theirs)}`] : [];
    });
    return betterOnes.length === 0 ? [] : [`${name} (${own} ${toText(ours)}): ${betterOnes.join(', ')}`];
  });
}
