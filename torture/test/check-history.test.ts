import { describe, expect, it } from 'vitest';
import { checkHistory, type StoredRows } from '../src/checker/check-history.ts';
import type { HistoryLine } from '../src/sender/history.ts';
import type { TortureEvent } from '../src/torture-event.ts';

const event = (id: string, overrides: Partial<TortureEvent> = {}): TortureEvent => ({
  id,
  type: 'paid',
  subject: 's',
  revision: 1,
  occurredAt: 0,
  ...overrides,
});

const history: readonly HistoryLine[] = [
  { happened: event('a') },
  { happened: event('open') },
  { happened: event('u1', { type: 'updated', revision: 1 }) },
  { happened: event('u2', { type: 'updated', revision: 2 }) },
  { killed: 'a process' },
  { acknowledged: ['a', 'u2'] },
  { acknowledged: ['a', 'u1'] },
];

const check = (rows: { counts?: [string, number][]; states?: [string, number][] }, once = true): readonly string[] => {
  const stored: StoredRows = {
    counts: new Map(rows.counts ?? [['a', 1]]),
    states: new Map(rows.states ?? [['s', 2]]),
  };
  return checkHistory(history, stored, once).map(({ kind, detail }) => `${kind}: ${detail}`);
};

describe('the checker of the torture', () => {
  it('finds nothing when each acknowledged event was applied once, and each subject is in its newest state', () => {
    expect(check({})).toEqual([]);
  });

  it('finds an acknowledged event that was lost', () => {
    expect(check({ counts: [] })).toEqual(['lost: a was acknowledged and never counted']);
    expect(check({ states: [] })).toEqual(['lost: s was never written']);
  });

  it('lets an event be applied that was never acknowledged', () => {
    const counts: [string, number][] = [
      ['a', 1],
      ['open', 1],
    ];
    expect(check({ counts })).toEqual([]);
  });

  it('finds an effect that was applied twice, where once is promised', () => {
    expect(check({ counts: [['a', 2]] })).toEqual(['applied-twice: a was counted 2 times']);
    expect(check({ counts: [['a', 2]] }, false)).toEqual([]);
  });

  it('finds a state that an older event has overwritten', () => {
    expect(check({ states: [['s', 1]] })).toEqual(['stale: s is in revision 1, and not in 2']);
  });

  it('finds an effect of what never happened', () => {
    const counts: [string, number][] = [
      ['a', 1],
      ['x', 1],
    ];
    expect(check({ counts })).toEqual(['invented: x was counted and never happened']);
  });
});
