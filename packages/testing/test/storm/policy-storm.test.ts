import { describe, expect, it } from 'vitest';
import { type CreateStormCaller, type StormOptions, simulateStorm } from '../../src/storm/simulate-storm.js';
import type { StormReport } from '../../src/storm/storm-report.js';
import { STORM_SCENARIOS, type StormScenario } from '../../src/storm/storm-scenario.js';

const { brownout, 'hard-outage': hardOutage, flake } = STORM_SCENARIOS;

/** The default policy in a storm. No time is measured; the limit only keeps a slow machine from failing the test. */
const weather = (options: StormOptions): Promise<StormReport> => simulateStorm(options);
const PATIENCE = 60_000;

const calm = (server: Partial<StormScenario['server']>): StormScenario => ({
  name: 'calm',
  duration: 60_000,
  server: { ...brownout.server, ...server },
});

describe('the default policy in a brownout', () => {
  it.each([1, 2, 3])(
    'sheds to what the server can do, and is back within two seconds (seed %i)',
    async (seed) => {
      const report = await weather({ scenario: { ...brownout, duration: 90_000 }, seed });
      expect(report.loadAmplification).toBeLessThanOrEqual(0.35);
      expect(report.successInOutage).toBeGreaterThanOrEqual(0.25);
      expect(report.recoverySeconds).toBeLessThanOrEqual(2);
      expect(report.wastedWork).toBeLessThanOrEqual(0.02);
      expect(report.successAfterOutage).toBeGreaterThanOrEqual(0.98);
    },
    PATIENCE,
  );

  it(
    'sheds as well after a long quiet time',
    async () => {
      const scenario: StormScenario = {
        name: 'late brownout',
        duration: 360_000,
        server: brownout.server,
        outage: { from: 300_000, to: 330_000, slowdown: 5 },
      };
      const report = await weather({ scenario });
      expect(report.loadAmplification).toBeLessThanOrEqual(0.4);
      expect(report.successInOutage).toBeGreaterThanOrEqual(0.2);
      expect(report.recoverySeconds).toBeLessThanOrEqual(3);
    },
    PATIENCE,
  );

  it(
    'never does worse than one attempt per call',
    async () => {
      const once: CreateStormCaller = () => (call) => call();
      const scenario = { ...brownout, duration: 90_000 };
      const [policy, control] = [await weather({ scenario }), await simulateStorm({ scenario, createCaller: once })];
      expect(policy.success).toBeGreaterThan(control.success);
      expect(policy.recoverySeconds).toBeLessThanOrEqual(control.recoverySeconds);
      expect(policy.wastedWork).toBeLessThan(control.wastedWork);
    },
    PATIENCE,
  );
});

describe('the default policy in a hard outage', () => {
  it.each([1, 2, 3])(
    'leaves the server nearly alone, and comes back soon (seed %i)',
    async (seed) => {
      const report = await weather({ scenario: { ...hardOutage, duration: 90_000 }, seed });
      expect(report.loadAmplification).toBeLessThanOrEqual(0.1);
      expect(report.recoverySeconds).toBeLessThanOrEqual(7);
    },
    PATIENCE,
  );
});

describe('the default policy without an overload', () => {
  it(
    'hides random failures: a limit that is cut by any failure collapses here',
    async () => {
      const report = await weather({ scenario: flake });
      expect(report.success).toBeGreaterThanOrEqual(0.999);
      expect(report.loadAmplification).toBeLessThanOrEqual(1.06);
    },
    PATIENCE,
  );

  it(
    'hides most of many random failures within its retry budget',
    async () => {
      const report = await weather({ scenario: { ...flake, server: { ...flake.server, errorRate: 0.15 } } });
      expect(report.success).toBeGreaterThanOrEqual(0.985);
      expect(report.loadAmplification).toBeLessThanOrEqual(1.2);
    },
    PATIENCE,
  );

  it(
    'is itself again after one slow second: a limit that is cut by one slow answer never is',
    async () => {
      const scenario: StormScenario = {
        ...brownout,
        duration: 60_000,
        outage: { from: 20_000, to: 21_000, slowdown: 20 },
      };
      const report = await weather({ scenario });
      expect(report.recoverySeconds).toBeLessThanOrEqual(3);
      expect(report.successAfterOutage).toBeGreaterThanOrEqual(0.97);
    },
    PATIENCE,
  );

  it.each([
    ['answers within a millisecond', calm({ workers: 2, serviceTime: 0.5 }), 1_000],
    ['is near its capacity', calm({ workers: 24 }), 1_000],
    ['takes two seconds for each answer', calm({ workers: 600, serviceTime: 2_000 }), 200],
  ])(
    'lets calls through to a server that %s',
    async (_name, scenario, requestsPerSecond) => {
      const report = await weather({ scenario, requestsPerSecond, callTimeout: 30_000 });
      expect(report.success).toBeGreaterThanOrEqual(0.98);
    },
    PATIENCE,
  );
});

describe('the default policy of a thousand lone clients', () => {
  it(
    'does no harm, although one client alone can measure nothing',
    async () => {
      const report = await weather({ scenario: { ...brownout, duration: 90_000 }, instances: 1_000 });
      expect(report.loadAmplification).toBeLessThanOrEqual(0.8);
      expect(report.recoverySeconds).toBeLessThanOrEqual(20);
    },
    PATIENCE,
  );
});
