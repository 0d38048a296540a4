import type { FuzzReport } from './run-scheme.ts';

/** A report with the build of ours that it is about. */
export interface BuildReport extends FuzzReport {
  readonly build: string;
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

function add(all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const [name, count] of all.flatMap((counts) => Object.entries(counts)))
    totals[name] = (totals[name] ?? 0) + count;
  return totals;
}

const tell = (counts: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(counts)
    .toSorted(([, left], [, right]) => right - left)
    .map(([name, count]) => `  ${String(count).padStart(7)}  ${name}`);

const HEAD = ['scheme', 'beside', 'build', 'runs', 'both accept', 'both refuse', 'documented', 'crashes', 'findings'];

function toRow(report: BuildReport): readonly string[] {
  const share = report.runs === 0 ? 0 : (100 * report.bothAccept) / report.runs;
  return [
    report.scheme,
    report.oracle,
    report.build,
    String(report.runs),
    `${report.bothAccept} (${share.toFixed(0)} %)`,
    String(report.bothRefuse),
    String(sum(report.differences)),
    String(report.crashes),
    String(sum(report.findings)),
  ];
}

/** Every report in one table, and below it the documented differences and the findings by name. */
export function renderReports(reports: readonly BuildReport[]): string {
  const rows = [HEAD, ...reports.map(toRow)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const toLine = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  const schemes = [...new Set(reports.map(({ scheme }) => scheme))];
  const details = schemes.flatMap((name) => {
    const ofScheme = reports.filter(({ scheme }) => scheme === name);
    const found = ofScheme.flatMap(({ build, findings, example }) =>
      example === undefined ? [] : [`  findings (${build})`, ...tell(findings), example],
    );
    const differences = add(ofScheme.map((report) => report.differences));
    return ['', `${name}: documented differences; the vendor is`, ...tell(differences), ...found];
  });
  return [...rows.map(toLine), ...details, ''].join('\n');
}

/** How many cases of a report are findings. */
export const countFindings = ({ findings }: FuzzReport): number => sum(findings);
