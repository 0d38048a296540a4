import { describe, expect, it } from 'vitest';
import { runStorm } from './storm.js';

/** The bounds are looser than what is reached: they are there to catch a change that loses what the policy is for. */
describe('the default policy in a storm', () => {
  it('sheds load in a brownout to what the server can still do, and is back when it is over', async () => {
    const report = await runStorm();
    // The server can do 30 % of what is asked of it.
    expect(report.amplification).toBeLessThanOrEqual(0.4);
    expect(report.successInOutage).toBeGreaterThanOrEqual(22);
    expect(report.recovery).toBeLessThanOrEqual(3);
    expect(report.wasted).toBeLessThanOrEqual(5);
  });

  it('leaves a dead server alone, and comes back to it', async () => {
    const report = await runStorm({ slowdown: 100 });
    expect(report.amplification).toBeLessThanOrEqual(0.15);
    expect(report.recovery).toBeLessThanOrEqual(9);
  });

  it('hides random failures behind retries, without shedding anything', async () => {
    const report = await runStorm({ flake: 0.05, slowdown: 1, end: 30_000, outage: [5_000, 25_000] });
    expect(report.success).toBeGreaterThanOrEqual(99.9);
    expect(report.amplification).toBeLessThanOrEqual(1.07);
  });

  it('refuses nobody while all is well', async () => {
    const report = await runStorm({ slowdown: 1, end: 30_000, outage: [5_000, 25_000] });
    expect(report.success).toBeGreaterThanOrEqual(99.99);
    expect(report.amplification).toBe(1);
  });
});
