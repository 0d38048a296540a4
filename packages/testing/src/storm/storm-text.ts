import type { StormReport } from './storm-report.js';

/** The figures of a report. */
export type StormFigures = Omit<StormReport, 'toText'>;

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');

/** The figures by name, as a table shows them. */
function stormRows(report: StormFigures): readonly (readonly [name: string, value: string])[] {
  const { failedCallWait: wait, recoverySeconds } = report;
  return [
    ['load amplification in the outage', report.loadAmplification.toFixed(2)],
    ['peak requests/s', whole(report.peakRequestsPerSecond)],
    ['success in the outage', percent(report.successInOutage)],
    ['success in the 30 s after', percent(report.successAfterOutage)],
    ['success in the whole run', percent(report.success)],
    ['recovery', Number.isFinite(recoverySeconds) ? `${recoverySeconds} s` : 'never'],
    ['wasted work', percent(report.wastedWork)],
    ['failed call waits, p50 / p95', `${whole(wait.p50)} / ${whole(wait.p95)} ms`],
  ];
}

const SECONDS_A_LINE = 10;

function timelineText(report: StormFigures): string[] {
  const lines = ['     seconds      calls   requests  succeeded     wasted'];
  for (let start = 0; start < report.timeline.length; start += SECONDS_A_LINE) {
    const part = report.timeline.slice(start, start + SECONDS_A_LINE);
    const total = (key: 'calls' | 'requests' | 'succeeded' | 'served' | 'wasted'): number =>
      part.reduce((sum, second) => sum + second[key], 0);
    const seconds = `${start} to ${start + part.length}`.padStart(12);
    const success = percent(total('calls') === 0 ? 0 : total('succeeded') / total('calls'));
    const wasted = percent(total('served') === 0 ? 0 : total('wasted') / total('served'));
    const columns = [whole(total('calls')), whole(total('requests')), success, wasted];
    lines.push(seconds + columns.map((text) => text.padStart(11)).join(''));
  }
  return lines;
}

/** A report as text: the figures, then ten seconds a line. */
export function stormText(report: StormFigures): string {
  const { scenario, instances, requestsPerSecond, seed } = report;
  const head = `Storm '${scenario}': ${whole(requestsPerSecond)} calls/s from ${whole(instances)} instances, seed ${seed}`;
  const rows = stormRows(report).map(([name, value]) => `  ${name.padEnd(34)}${value}`);
  const failures = Object.entries(report.failures).map(([kind, count]) => `${kind} ${whole(count)}`);
  return [
    head,
    '',
    ...rows,
    `  ${'success in the outage, ceiling'.padEnd(34)}${percent(report.successCeiling)}`,
    `  ${'failed calls'.padEnd(34)}${failures.join(', ') || 'none'}`,
    '',
    ...timelineText(report),
  ].join('\n');
}

/**
 * Several storms side by side, as a Markdown table that also reads well as plain text: one line a report, one column a
 * figure.
 */
export function compareStorms(reports: Readonly<Record<string, StormFigures>>): string {
  const entries = Object.entries(reports);
  const first = entries[0]?.[1];
  if (first === undefined) return '';
  const head = ['', ...stormRows(first).map(([name]) => name)];
  const table = [head, ...entries.map(([name, report]) => [name, ...stormRows(report).map(([, value]) => value)])];
  const widths = head.map((_, column) => Math.max(3, ...table.map((row) => row[column]?.length ?? 0)));
  const toLine = (row: readonly string[]): string =>
    `| ${row.map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [toLine(head), toLine(rule), ...table.slice(1).map(toLine)].join('\n');
}
