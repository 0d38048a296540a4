import type { StormFigures } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import { columnsFor, findBetter } from '../src/storm/storm-columns.ts';

const report = (figures: Partial<StormFigures>): StormFigures => ({
  scenario: 'sketch',
  instances: 1,
  requestsPerSecond: 1,
  seed: 1,
  calls: 100,
  requests: 100,
  loadAmplification: 1,
  peakRequestsPerSecond: 1,
  successInOutage: 0.3,
  successCeiling: 0.3,
  successAfterOutage: 1,
  success: 0.8,
  recoverySeconds: 2,
  wastedWork: 0,
  failedCallWait: { p50: 0, p95: 0 },
  failures: {},
  timeline: [],
  ...figures,
});

describe('findBetter', () => {
  const columns = columnsFor([report({})]);

  it('names each figure in which another is better, by the median of the seeds', () => {
    const reportsOf = new Map([
      ['ours', [report({ recoverySeconds: 9 }), report({}), report({ recoverySeconds: 3 })]],
      ['theirs', [report({ recoverySeconds: 1, success: 0.9 })]],
      ['others', [report({ recoverySeconds: Number.POSITIVE_INFINITY, success: 0.1 })]],
    ]);
    expect(findBetter('ours', reportsOf, columns)).toEqual([
      'ok whole run (ours 80.0 %): theirs 90.0 %',
      'recovers (ours 3 s): theirs 1 s',
    ]);
  });

  it('takes a small difference for chance', () => {
    const reportsOf = new Map([
      ['ours', [report({})]],
      ['theirs', [report({ success: 0.8005 })]],
    ]);
    expect(findBetter('ours', reportsOf, columns)).toEqual([]);
  });
});

describe('columnsFor', () => {
  it('leaves out the recovery where there was no outage', () => {
    const names = columnsFor([report({ recoverySeconds: 0 })]).map(({ name }) => name);
    expect(names).not.toContain('recovers');
    expect(names).toContain('ok whole run');
  });
});
