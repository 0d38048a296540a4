import { describe, expect, it } from 'vitest';
import { createStormRecorder, type StormRecorder } from '../../src/storm/storm-recorder.js';
import { createStormReport, type StormReport } from '../../src/storm/storm-report.js';
import { STORM_SCENARIOS, type StormScenario } from '../../src/storm/storm-scenario.js';
import { compareStorms } from '../../src/storm/storm-text.js';

const scenario: StormScenario = {
  name: 'sketch',
  duration: 20_000,
  server: STORM_SCENARIOS.brownout.server,
  outage: { from: 5_000, to: 8_000, slowdown: 5 },
};

/** Ten calls in each second; `goodIn` tells how many of them succeed. */
function record(goodIn: (second: number) => number): StormRecorder {
  const recorder = createStormRecorder(scenario.duration);
  for (let second = 0; second < 20; second++) {
    for (let call = 0; call < 10; call++) {
      const at = second * 1_000 + call * 100;
      recorder.called(at);
      recorder.requested(at);
      if (call < goodIn(second)) {
        recorder.served(at, true);
        recorder.succeeded(at);
      } else recorder.failed(at, 100 + call, 'TIMEOUT');
    }
  }
  return recorder;
}

const reportOf = (recorder: StormRecorder): StormReport =>
  createStormReport({ scenario, instances: 2, requestsPerSecond: 10, seed: 9, recorder });

describe('createStormReport', () => {
  it('takes the outage by the second in which a call was made', () => {
    const report = reportOf(record((second) => (second >= 5 && second < 8 ? 2 : 10)));
    expect(report).toMatchObject({
      calls: 200,
      requests: 200,
      successInOutage: 0.2,
      successAfterOutage: 1,
      success: 0.88,
    });
    expect(report.loadAmplification).toBe(1);
  });

  it('counts the seconds to the first of five good ones in a row', () => {
    expect(reportOf(record(() => 10)).recoverySeconds).toBe(0);
    expect(reportOf(record((second) => (second < 11 ? 0 : 10))).recoverySeconds).toBe(3);
    expect(reportOf(record((second) => (second === 10 ? 9 : 10))).recoverySeconds).toBe(3);
  });

  it('says never when there are no five good ones', () => {
    const report = reportOf(record((second) => (second < 16 ? 0 : 10)));
    expect(report.recoverySeconds).toBe(Number.POSITIVE_INFINITY);
    expect(report.toText()).toMatch(/recovery +never/);
  });

  it('tells amplification, peak and wasted work from the requests of the outage', () => {
    const recorder = record(() => 10);
    for (let extra = 0; extra < 15; extra++) recorder.requested(6_000);
    for (let extra = 0; extra < 50; extra++) recorder.served(6_000, false);
    const report = reportOf(recorder);
    expect(report.loadAmplification).toBe(1.5);
    expect(report.peakRequestsPerSecond).toBe(25);
    expect(report.wastedWork).toBe(50 / 200);
  });

  it('tells how long failures took, from the outage on', () => {
    const report = reportOf(record((second) => (second < 5 ? 0 : 9)));
    expect(report.failedCallWait).toEqual({ p50: 109, p95: 109 });
    expect(reportOf(record(() => 10)).failedCallWait).toEqual({ p50: 0, p95: 0 });
  });

  it('leaves out what happens after the run', () => {
    const recorder = record(() => 10);
    recorder.requested(20_000);
    recorder.served(25_000, false);
    expect(reportOf(recorder)).toMatchObject({ requests: 200, wastedWork: 0 });
  });

  it('bounds the kinds of failure that it tells apart', () => {
    const recorder = createStormRecorder(1_000);
    for (let kind = 0; kind < 100; kind++) recorder.failed(0, 1, `E${kind}`);
    expect(Object.keys(recorder.failures)).toHaveLength(31);
    expect(recorder.failures['OTHER']).toBe(70);
  });

  it('reads as text', () => {
    expect(reportOf(record((second) => (second >= 5 && second < 8 ? 2 : 10))).toText()).toMatchInlineSnapshot(`
      "Storm 'sketch': 10 calls/s from 2 instances, seed 9

        load amplification in the outage  1.00
        peak requests/s                   10
        success in the outage             20.0 %
        success in the 30 s after         100.0 %
        success in the whole run          88.0 %
        recovery                          0 s
        wasted work                       0.0 %
        failed call waits, p50 / p95      105 / 109 ms
        success in the outage, ceiling    100.0 %
        failed calls                      TIMEOUT 24

           seconds      calls   requests  succeeded     wasted
           0 to 10        100        100     76.0 %      0.0 %
          10 to 20        100        100    100.0 %      0.0 %"
    `);
  });
});

describe('compareStorms', () => {
  it('puts one report in a line of a Markdown table', () => {
    const table = compareStorms({ mine: reportOf(record(() => 10)), theirs: reportOf(record(() => 0)) });
    const lines = table.split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(/^\| mine {3}\|/);
    expect(lines[3]).toContain('never');
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  });

  it('is empty for nothing', () => {
    expect(compareStorms({})).toBe('');
  });
});
