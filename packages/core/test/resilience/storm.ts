import { createPolicy } from '../../src/resilience/create-policy.js';
import type { Attempt, Policy, PolicyConfig } from '../../src/resilience/policy.js';
import type { Clock } from '../../src/runtime/clock.js';

/** A service in trouble, and clients that call it all the same. Times are milliseconds of virtual time. */
export interface StormOptions {
  readonly seed?: number;
  readonly instances?: number;
  readonly callsPerSecond?: number;
  readonly workers?: number;
  /** Mean of the exponential service time. */
  readonly serviceTime?: number;
  /** How many times longer it is during the outage. */
  readonly slowdown?: number;
  readonly outage?: readonly [from: number, to: number];
  readonly end?: number;
  /** Share of requests that are answered 503 at random. */
  readonly flake?: number;
  readonly config?: PolicyConfig;
}

/** What came of it. Shares are percentages. */
export interface StormReport {
  /** Requests at the server for each call, during the outage. */
  readonly amplification: number;
  readonly successInOutage: number;
  readonly success: number;
  /** Seconds after the outage until five seconds begin in which 99 % succeed. */
  readonly recovery: number;
  /** Work that the server did for clients that had left. */
  readonly wasted: number;
}

/** A seeded generator of numbers from 0 to below 1 (a linear congruential one, of Numerical Recipes). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  for (let turn = 0; turn < 8; turn++) next();
  return next;
}

/** Virtual time in whole milliseconds, fast enough for a hundred thousand calls. */
function createTimeline(): {
  readonly clock: Clock;
  at(ms: number, run: () => void): void;
  run(end: number): Promise<void>;
} {
  const slots = new Map<number, { run: () => void; live: boolean }[]>();
  let now = 0;
  const put = (ms: number, run: () => void): { run: () => void; live: boolean } => {
    const entry = { run, live: true };
    const slot = Math.ceil(Math.max(now, ms));
    const entries = slots.get(slot);
    if (entries === undefined) slots.set(slot, [entry]);
    else entries.push(entry);
    return entry;
  };
  return {
    clock: {
      now: () => now,
      setTimeout: (callback, ms) => put(now + ms, callback),
      clearTimeout: (handle) => {
        (handle as { live: boolean }).live = false;
      },
    },
    at: (ms, run) => void put(ms, run),
    async run(end) {
      for (; now <= end; now++) {
        const entries = slots.get(now);
        if (entries === undefined) continue;
        // Grows while it is walked: what falls due in this very millisecond is still run in it.
        for (const entry of entries) if (entry.live) entry.run();
        slots.delete(now);
        // Lets all promises react before time goes on.
        await new Promise((resolve) => setImmediate(resolve));
        for (const entry of slots.get(now) ?? []) if (entry.live) entry.run();
        slots.delete(now);
      }
    },
  };
}

/** Runs a storm, with one policy for each instance and one server behind them. The same seed gives the same storm. */
export async function runStorm(options: StormOptions = {}): Promise<StormReport> {
  const { seed = 1, instances = 10, callsPerSecond = 500, workers = 15, serviceTime = 20, slowdown = 5 } = options;
  const { outage = [10_000, 30_000], end = 60_000, flake = 0, config = {} } = options;
  const [arrival, service, jitter] = [createRandom(seed), createRandom(seed + 1_000), createRandom(seed + 2_000)];
  const { clock, at, run } = createTimeline();
  const inOutage = (): boolean => clock.now() >= outage[0] && clock.now() < outage[1];

  const queue: { readonly isGone: () => boolean; readonly answer: () => void }[] = [];
  let busy = 0;
  let requestsInOutage = 0;
  let work = 0;
  let wasted = 0;
  const serve = (): void => {
    while (busy < workers) {
      const request = queue.shift();
      if (request === undefined) return;
      busy++;
      const duration = -Math.log(1 - service()) * serviceTime * (inOutage() ? slowdown : 1);
      at(clock.now() + duration, () => {
        busy--;
        work += duration;
        if (request.isGone()) wasted += duration;
        request.answer();
        serve();
      });
    }
  };
  const request = ({ signal }: Attempt): Promise<string> =>
    new Promise((resolve, reject) => {
      if (inOutage()) requestsInOutage++;
      if (service() < flake || queue.length >= 1_500) {
        at(clock.now() + 5, () => reject(Object.assign(new Error('busy'), { status: 503 })));
        return;
      }
      queue.push({ isGone: () => signal.aborted, answer: () => resolve('ok') });
      serve();
    });

  const policies: Policy[] = Array.from({ length: instances }, (_item, index) =>
    createPolicy(
      `instance-${index}`,
      { ...config, circuitBreaker: { timeout: 1_000, ...config.circuitBreaker } },
      { clock, random: jitter },
    ),
  );
  const calls = Array.from({ length: Math.ceil(end / 1_000) + 1 }, () => 0);
  const successes = [...calls];
  const note = (counts: number[], second: number): void => {
    counts[second] = (counts[second] ?? 0) + 1;
  };
  let next = 0;
  const arrive = (): void => {
    const second = Math.floor(clock.now() / 1_000);
    note(calls, second);
    policies[next++ % instances]?.execute(request, { idempotent: true }).then(
      () => note(successes, second),
      () => {},
    );
  };
  for (let time = 0; time < end; time -= Math.log(1 - arrival()) * (1_000 / callsPerSecond)) at(time, arrive);
  await run(end + 35_000);

  const sum = (counts: number[], from: number, to: number): number =>
    counts.slice(from, to).reduce((total, count) => total + count, 0);
  const share = (from: number, to: number): number => (100 * sum(successes, from, to)) / sum(calls, from, to);
  const [from, to, last] = [outage[0] / 1_000, outage[1] / 1_000, end / 1_000];
  let recovery = Number.POSITIVE_INFINITY;
  for (let second = last - 5; second >= to; second--) if (share(second, second + 5) >= 99) recovery = second - to;
  return {
    amplification: requestsInOutage / sum(calls, from, to),
    successInOutage: share(from, to),
    success: share(0, last),
    recovery,
    wasted: (100 * wasted) / work,
  };
}
