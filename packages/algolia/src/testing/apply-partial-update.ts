import type { StoredObject } from './algolia-state.js';
import { AlgoliaApiError } from './api-error.js';

interface Change {
  readonly operation: string;
  readonly value: unknown;
}

const NUMERIC: ReadonlySet<string> = new Set(['Increment', 'Decrement', 'IncrementFrom', 'IncrementSet']);
const LIST: ReadonlySet<string> = new Set(['Add', 'AddUnique', 'Remove']);

/** Refuses changes that Algolia refuses. */
export function checkChanges(changes: Readonly<Record<string, unknown>>): void {
  for (const [attribute, value] of Object.entries(changes)) {
    const change = toChange(value);
    if (change === undefined) continue;
    const isKnown = NUMERIC.has(change.operation) || LIST.has(change.operation);
    if (!isKnown) throw new AlgoliaApiError(400, `Unknown operation for attribute ${attribute}`);
    if (NUMERIC.has(change.operation) && !Number.isInteger(change.value))
      throw new AlgoliaApiError(400, `Invalid value for the operation on attribute ${attribute}: expected an integer`);
  }
}

/**
 * A record after its changes; undefined when a guarded one does not apply. `IncrementFrom` applies only to a record that
 * stands at its value, `IncrementSet` only upwards; on a record that is not there, from 0.
 * Source: https://www.algolia.com/doc/rest-api/search/partial-update-object
 */
export function applyChanges(
  record: StoredObject,
  changes: Readonly<Record<string, unknown>>,
): StoredObject | undefined {
  const changed: Record<string, unknown> = { ...record };
  for (const [attribute, value] of Object.entries(changes)) {
    const change = toChange(value);
    if (change === undefined) {
      changed[attribute] = value;
      continue;
    }
    const current = changed[attribute];
    const from = typeof current === 'number' ? current : 0;
    const list: unknown[] = Array.isArray(current) ? current : [];
    const by = Number(change.value);
    if (change.operation === 'IncrementFrom' && from !== by) return undefined;
    if (change.operation === 'IncrementSet' && by <= from) return undefined;
    const results: Readonly<Record<string, () => unknown>> = {
      Increment: () => from + by,
      Decrement: () => from - by,
      IncrementFrom: () => from + 1,
      IncrementSet: () => by,
      Add: () => [...list, change.value],
      AddUnique: () => (list.includes(change.value) ? list : [...list, change.value]),
      Remove: () => list.filter((item) => item !== change.value),
    };
    changed[attribute] = results[change.operation]?.();
  }
  return { ...changed, objectID: record.objectID };
}

function toChange(value: unknown): Change | undefined {
  if (typeof value !== 'object' || value === null || !('_operation' in value)) return undefined;
  const { _operation: operation, value: by } = value as { _operation: unknown; value?: unknown };
  return { operation: String(operation), value: by };
}
