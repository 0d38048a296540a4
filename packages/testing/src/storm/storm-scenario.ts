/** The server of a storm: one resource with a queue in front of it. */
export interface StormServerModel {
  /** Requests that it works on at once. */
  readonly workers: number;
  /** Mean milliseconds of work for one request, drawn from an exponential distribution. */
  readonly serviceTime: number;
  /** Requests that may wait for a worker, first come first served. A further one is answered 503. */
  readonly queue: number;
  /** Milliseconds that it takes to answer 503. */
  readonly rejectionTime: number;
  /** Share of requests, from 0 to 1, that are answered 503 at random, at any load. */
  readonly errorRate: number;
}

/** The time in which the server is slow. */
export interface StormOutage {
  /** Milliseconds from the start of the run, in whole seconds. */
  readonly from: number;
  /** Milliseconds from the start of the run, in whole seconds. */
  readonly to: number;
  /** How many times longer each request takes meanwhile. */
  readonly slowdown: number;
}

/** What the callers of a storm go through. All times are milliseconds of virtual time. */
export interface StormScenario {
  readonly name: string;
  /** Length of the run, in whole seconds. */
  readonly duration: number;
  readonly server: StormServerModel;
  readonly outage?: StormOutage | undefined;
}

/** A scenario that is built in. */
export type StormScenarioName = 'brownout' | 'hard-outage' | 'flake';

const server: StormServerModel = /* @__PURE__ */ Object.freeze({
  workers: 30,
  serviceTime: 20,
  queue: 3_000,
  rejectionTime: 5,
  errorRate: 0,
});

/**
 * The scenarios that are built in. Vary one by spreading it: `{ ...STORM_SCENARIOS.brownout, duration: 90_000 }`.
 *
 * - `brownout` a server for 1,500 requests a second takes five times longer for 30 seconds
 * - `hard-outage` the same, a hundred times longer
 * - `flake` no overload, but 5 % of the requests are answered 503 at random
 */
export const STORM_SCENARIOS: Readonly<Record<StormScenarioName, StormScenario>> = /* @__PURE__ */ Object.freeze({
  brownout: { name: 'brownout', duration: 140_000, server, outage: { from: 20_000, to: 50_000, slowdown: 5 } },
  'hard-outage': {
    name: 'hard-outage',
    duration: 140_000,
    server,
    outage: { from: 20_000, to: 50_000, slowdown: 100 },
  },
  flake: { name: 'flake', duration: 60_000, server: { ...server, errorRate: 0.05 } },
});

const isWholeSeconds = (value: number): boolean => Number.isInteger(value / 1_000);

/** Throws a TypeError when a scenario cannot be simulated as written. */
export function assertStormScenario(scenario: StormScenario): void {
  const { name, duration, server: model, outage } = scenario;
  const refuse = (path: string, expected: string, given: unknown): never => {
    throw new TypeError(`Storm scenario '${name}': ${path} must be ${expected}; got ${String(given)}`);
  };
  if (!(duration >= 1_000 && duration <= 3_600_000 && isWholeSeconds(duration))) {
    refuse('duration', 'whole seconds, from 1,000 to 3,600,000 ms', duration);
  }
  if (!(Number.isInteger(model.workers) && model.workers >= 1))
    refuse('server.workers', 'a positive integer', model.workers);
  if (!(model.serviceTime > 0 && Number.isFinite(model.serviceTime))) {
    refuse('server.serviceTime', 'a number of milliseconds above 0', model.serviceTime);
  }
  if (!(Number.isInteger(model.queue) && model.queue >= 0))
    refuse('server.queue', 'an integer of at least 0', model.queue);
  if (!(model.rejectionTime >= 0 && Number.isFinite(model.rejectionTime))) {
    refuse('server.rejectionTime', 'a number of milliseconds', model.rejectionTime);
  }
  if (!(model.errorRate >= 0 && model.errorRate <= 1)) refuse('server.errorRate', 'from 0 to 1', model.errorRate);
  if (!outage) return;
  if (!(outage.from >= 0 && isWholeSeconds(outage.from))) refuse('outage.from', 'whole seconds', outage.from);
  if (!(outage.to > outage.from && outage.to <= duration && isWholeSeconds(outage.to))) {
    refuse('outage.to', 'whole seconds, after outage.from and within duration', outage.to);
  }
  if (!(outage.slowdown > 0 && Number.isFinite(outage.slowdown))) refuse('outage.slowdown', 'above 0', outage.slowdown);
}

/** Share of the calls, from 0 to 1, that the server can serve in the outage at most. */
export function successCeiling(scenario: StormScenario, requestsPerSecond: number): number {
  const { server: model, outage } = scenario;
  const capacity = (model.workers * 1_000) / (model.serviceTime * (outage?.slowdown ?? 1));
  return Math.min(1, capacity / requestsPerSecond);
}
