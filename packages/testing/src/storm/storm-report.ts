import type { StormRecorder, StormSecond } from './storm-recorder.js';
import { type StormScenario, successCeiling } from './storm-scenario.js';
import { stormText } from './storm-text.js';

/** What a policy did in a storm. Shares are from 0 to 1. Without an outage, "in the outage" is the whole run. */
export interface StormReport {
  readonly scenario: string;
  readonly instances: number;
  readonly requestsPerSecond: number;
  readonly seed: number;
  /** Calls of the application in the whole run. */
  readonly calls: number;
  /** Requests that reached the server in the whole run. */
  readonly requests: number;
  /** Requests that reached the server for each call, in the outage. */
  readonly loadAmplification: number;
  /** Most requests that reached the server in one second. */
  readonly peakRequestsPerSecond: number;
  /** Share of calls that succeeded, of those made in the outage. */
  readonly successInOutage: number;
  /** Share of calls that the server could serve in the outage at most. */
  readonly successCeiling: number;
  /** Share of calls that succeeded, of those made in the 30 seconds after the outage. */
  readonly successAfterOutage: number;
  /** Share of calls that succeeded in the whole run. */
  readonly success: number;
  /**
   * Seconds from the end of the outage to the first of five seconds in a row in which 99 % of the calls succeed;
   * Infinity when there is none.
   */
  readonly recoverySeconds: number;
  /** Share of the requests served from the beginning of the outage on whose caller had given up. */
  readonly wastedWork: number;
  /** Milliseconds that calls made from the beginning of the outage on waited for their failure; 0 when none failed. */
  readonly failedCallWait: { readonly p50: number; readonly p95: number };
  /** Failed calls of the whole run by error code. */
  readonly failures: Readonly<Record<string, number>>;
  /** Each second of the run. */
  readonly timeline: readonly StormSecond[];
  /** The report for people: the figures, then ten seconds a line. */
  toText(): string;
}

/** What a report is made of. */
export interface StormReportParts {
  readonly scenario: StormScenario;
  readonly instances: number;
  readonly requestsPerSecond: number;
  readonly seed: number;
  readonly recorder: StormRecorder;
}

const sum = (seconds: readonly StormSecond[], key: keyof StormSecond): number =>
  seconds.reduce((total, second) => total + second[key], 0);

/** `part / whole`, and 0 for nothing of nothing. */
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const successOf = (seconds: readonly StormSecond[]): number => share(sum(seconds, 'succeeded'), sum(seconds, 'calls'));

/** Nearest rank. */
function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

const SECONDS_IN_A_ROW = 5;

function recoverySeconds(seconds: readonly StormSecond[], outageEnd: number): number {
  const isGood = (second: StormSecond): boolean => second.succeeded >= second.calls * 0.99;
  for (let start = outageEnd; start + SECONDS_IN_A_ROW <= seconds.length; start++) {
    if (seconds.slice(start, start + SECONDS_IN_A_ROW).every(isGood)) return start - outageEnd;
  }
  return Number.POSITIVE_INFINITY;
}

/** Makes the report of a finished run. */
export function createStormReport(parts: StormReportParts): StormReport {
  const { scenario, instances, requestsPerSecond, seed, recorder } = parts;
  const { seconds, failedCalls, failures } = recorder;
  const { from, to } = scenario.outage ?? { from: 0, to: scenario.duration };
  const inOutage = seconds.slice(from / 1_000, to / 1_000);
  const sinceOutage = seconds.slice(from / 1_000);
  const waits = failedCalls.filter((call) => call.at >= from).map((call) => call.waited);
  waits.sort((left, right) => left - right);
  const figures = {
    scenario: scenario.name,
    instances,
    requestsPerSecond,
    seed,
    calls: sum(seconds, 'calls'),
    requests: sum(seconds, 'requests'),
    loadAmplification: share(sum(inOutage, 'requests'), sum(inOutage, 'calls')),
    peakRequestsPerSecond: seconds.reduce((peak, second) => Math.max(peak, second.requests), 0),
    successInOutage: successOf(inOutage),
    successCeiling: successCeiling(scenario, requestsPerSecond),
    successAfterOutage: scenario.outage ? successOf(seconds.slice(to / 1_000, to / 1_000 + 30)) : successOf(seconds),
    success: successOf(seconds),
    recoverySeconds: scenario.outage ? recoverySeconds(seconds, to / 1_000) : 0,
    wastedWork: share(sum(sinceOutage, 'wasted'), sum(sinceOutage, 'served')),
    failedCallWait: { p50: percentile(waits, 50), p95: percentile(waits, 95) },
    failures,
    timeline: seconds,
  };
  return { ...figures, toText: () => stormText(figures) };
}
