import { describe, expect, it } from 'vitest';
import { type CreateStormCaller, type StormOptions, simulateStorm } from '../../src/storm/simulate-storm.js';
import { STORM_SCENARIOS, type StormScenario } from '../../src/storm/storm-scenario.js';

/** Sends each call once. */
const once: CreateStormCaller = () => (call) => call();

/** What people write by hand: three attempts, doubling waits, no bound on anything. */
const naiveLoop: CreateStormCaller =
  ({ sleep }) =>
  async (call) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (attempt === 3) throw error;
        await sleep(100 * 2 ** attempt);
      }
    }
  };

/** A tenth of the built-in scenario, so that the tests are quick. */
const small: StormOptions = {
  instances: 2,
  requestsPerSecond: 100,
  scenario: { ...STORM_SCENARIOS.brownout, server: { ...STORM_SCENARIOS.brownout.server, workers: 3, queue: 300 } },
};

const flake = (errorRate: number): StormScenario => ({
  ...STORM_SCENARIOS.flake,
  server: { ...STORM_SCENARIOS.flake.server, errorRate },
});

describe('simulateStorm', () => {
  it('gives the same report for the same seed and another for another', async () => {
    const [first, again, other] = [
      await simulateStorm({ ...small, createCaller: naiveLoop, seed: 4 }),
      await simulateStorm({ ...small, createCaller: naiveLoop, seed: 4 }),
      await simulateStorm({ ...small, createCaller: naiveLoop, seed: 5 }),
    ];
    expect(again.timeline).toEqual(first.timeline);
    expect(again.toText()).toBe(first.toText());
    expect(other.timeline).not.toEqual(first.timeline);
  });

  it('makes the same calls whatever the caller does with them', async () => {
    const one = await simulateStorm({ ...small, createCaller: once });
    const loop = await simulateStorm({ ...small, createCaller: naiveLoop });
    expect(loop.timeline.map(({ calls }) => calls)).toEqual(one.timeline.map(({ calls }) => calls));
  });

  it('serves everybody while the server has capacity', async () => {
    const report = await simulateStorm({ ...small, scenario: flake(0), duration: 20_000, createCaller: once });
    expect(report).toMatchObject({ success: 1, loadAmplification: 1, recoverySeconds: 0, wastedWork: 0, failures: {} });
    expect(report.calls).toBeGreaterThan(1_700);
    expect(report.calls).toBeLessThan(2_300);
  });

  it('fails a share of the requests at random, at once', async () => {
    const report = await simulateStorm({ ...small, scenario: flake(0.15), createCaller: once });
    expect(report.success).toBeGreaterThan(0.83);
    expect(report.success).toBeLessThan(0.87);
    expect(report.failedCallWait.p95).toBeLessThanOrEqual(6);
    expect(Object.keys(report.failures)).toEqual(['UNAVAILABLE']);
  });

  it('shows that one attempt per call survives an overload and a retry loop does not', async () => {
    const one = await simulateStorm({ ...small, createCaller: once });
    const loop = await simulateStorm({ ...small, createCaller: naiveLoop });
    expect(one.loadAmplification).toBe(1);
    expect(one.recoverySeconds).toBeLessThan(15);
    expect(loop.loadAmplification).toBeGreaterThan(2.5);
    expect(loop.recoverySeconds).toBe(Number.POSITIVE_INFINITY);
    expect(loop.successAfterOutage).toBeLessThan(0.05);
    expect(loop.wastedWork).toBeGreaterThan(0.9);
  });

  it('lets nobody do better than the server can', async () => {
    const report = await simulateStorm({ ...small, createCaller: once });
    expect(report.successCeiling).toBeCloseTo(0.3);
    expect(report.successInOutage).toBeLessThanOrEqual(report.successCeiling);
  });

  it('counts work for callers that gave up by their own signal as wasted', async () => {
    const impatient: CreateStormCaller =
      ({ clock }) =>
      (call) => {
        const controller = new AbortController();
        clock.setTimeout(() => controller.abort(new Error('too slow')), 1);
        return call(controller.signal);
      };
    const report = await simulateStorm({ ...small, scenario: flake(0), duration: 5_000, createCaller: impatient });
    expect(report.wastedWork).toBeGreaterThan(0.9);
    expect(report.failures).toEqual({ Error: report.calls - Math.round(report.success * report.calls) });
  });

  it('gives each instance its own caller, with its number and its own randomness', async () => {
    const seen: [number, number][] = [];
    const createCaller: CreateStormCaller = ({ instance, random }) => {
      seen.push([instance, random()]);
      return (call) => call();
    };
    await simulateStorm({ scenario: flake(0), duration: 1_000, instances: 3, requestsPerSecond: 30, createCaller });
    expect(seen.map(([instance]) => instance)).toEqual([0, 1, 2]);
    expect(new Set(seen.map(([, value]) => value)).size).toBe(3);
  });

  it('names failures by code or name, and calls that never end', async () => {
    const kinds: (() => Promise<unknown>)[] = [
      () => Promise.reject(Object.assign(new Error('open'), { code: 'CIRCUIT_OPEN' })),
      () => Promise.reject(new RangeError('odd')),
      () => Promise.reject('text'),
      () => new Promise(() => {}),
    ];
    let next = 0;
    const createCaller: CreateStormCaller = () => () => (kinds[next++ % kinds.length] as () => Promise<unknown>)();
    const report = await simulateStorm({ scenario: flake(0), duration: 2_000, requestsPerSecond: 50, createCaller });
    expect(Object.keys(report.failures)).toEqual(['CIRCUIT_OPEN', 'RangeError', 'string', 'HUNG']);
    expect(report.success).toBe(0);
    expect(report.toText()).toContain('CIRCUIT_OPEN');
  });

  it.each<[string, StormOptions, string]>([
    ['no instances', { instances: 0 }, 'instances must be a positive integer; got 0'],
    ['half an instance', { instances: 1.5 }, 'instances must be a positive integer; got 1.5'],
    ['no calls', { requestsPerSecond: 0 }, 'requestsPerSecond must be above 0'],
    ['a time-out of nothing', { callTimeout: 0 }, 'callTimeout must be at least 1 ms; got 0'],
    ['two callers', { policy: {}, createCaller: once }, 'either policy or createCaller'],
    ['an unknown scenario', { scenario: 'gale' as 'flake' }, 'one of brownout, hard-outage, flake'],
    ['a broken second', { duration: 1_500 }, "Storm scenario 'brownout': duration must be whole seconds"],
    ['an end within the outage', { duration: 30_000 }, 'outage.to must be whole seconds'],
    ['an error rate above 1', { scenario: flake(1.1) }, 'server.errorRate must be from 0 to 1; got 1.1'],
  ])('refuses %s', async (_name, options, message) => {
    await expect(simulateStorm(options)).rejects.toThrow(message);
  });
});
