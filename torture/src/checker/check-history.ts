import type { HistoryLine } from '../sender/history.ts';
import type { TortureEvent } from '../torture-event.ts';

/** What lies in the store after a run. */
export interface StoredRows {
  /** How often each event was counted. */
  readonly counts: ReadonlyMap<string, number>;
  /** The revision in which each subject was written last. */
  readonly states: ReadonlyMap<string, number>;
}

/** What must not have happened. */
export interface Violation {
  readonly kind: 'lost' | 'applied-twice' | 'stale' | 'invented';
  readonly detail: string;
}

/**
 * Judges a run by what the sender wrote down and what lies in the store; it knows nothing of how the product works.
 *
 * @param appliesOnce Whether "once" is promised, or only "at least once".
 */
export function checkHistory(
  history: readonly HistoryLine[],
  { counts, states }: StoredRows,
  appliesOnce: boolean,
): readonly Violation[] {
  const events = new Map<string, TortureEvent>();
  const acknowledged = new Set<string>();
  for (const line of history) {
    if ('happened' in line) events.set(line.happened.id, line.happened);
    if ('acknowledged' in line) for (const id of line.acknowledged) acknowledged.add(id);
  }
  const violations: Violation[] = [];
  const newest = new Map<string, number>();
  for (const { id, type, subject, revision } of events.values()) {
    if (!acknowledged.has(id)) continue;
    if (type === 'updated') newest.set(subject, Math.max(revision, newest.get(subject) ?? 0));
    else if (!counts.has(id)) violations.push({ kind: 'lost', detail: `${id} was acknowledged and never counted` });
  }
  for (const [id, count] of counts) {
    if (!events.has(id)) violations.push({ kind: 'invented', detail: `${id} was counted and never happened` });
    if (appliesOnce && count > 1)
      violations.push({ kind: 'applied-twice', detail: `${id} was counted ${count} times` });
  }
  for (const [subject, revision] of newest) {
    const state = states.get(subject);
    if (state === undefined) violations.push({ kind: 'lost', detail: `${subject} was never written` });
    else if (state !== revision) {
      violations.push({ kind: 'stale', detail: `${subject} is in revision ${state}, and not in ${revision}` });
    }
  }
  return violations;
}
