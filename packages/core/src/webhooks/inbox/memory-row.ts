import type {
  Claim,
  Delivery,
  DeliveryFilter,
  DeliveryKey,
  DeliveryState,
  DeliverySummary,
  ReplayRecord,
  StoredDelivery,
} from './inbox.js';

/** A delivery as the memory inbox keeps it; the only place where one is changed. */
export interface MemoryRow {
  readonly key: string;
  /** Order of arrival. */
  readonly sequence: number;
  readonly delivery: Omit<Delivery, 'headers' | 'body'>;
  headers: Readonly<Record<string, string>>;
  /** Undefined when it was erased. */
  body: Uint8Array | undefined;
  state: DeliveryState;
  result: DeliverySummary['result'];
  attempts: number;
  fence: number;
  nextAt: number;
  error: string | undefined;
  updatedAt: number;
  /** Until when it must be remembered that it is done. */
  keepUntil: number;
  /** The oldest first. */
  readonly replays: ReplayRecord[];
}

/** The key under which a delivery is found: unambiguous, whatever the parts hold. */
export function toRowKey({ tenant, source, id }: DeliveryKey): string {
  return JSON.stringify([tenant, source, id]);
}

/** A fresh row. */
export function createMemoryRow(key: string, sequence: number, delivery: Delivery, now: number): MemoryRow {
  const { headers, body, ...rest } = delivery;
  return {
    key,
    sequence,
    delivery: Object.freeze(rest),
    headers: Object.freeze({ ...headers }),
    body,
    state: 'pending',
    result: undefined,
    attempts: 0,
    fence: 0,
    nextAt: now,
    error: undefined,
    updatedAt: now,
    keepUntil: 0,
    replays: [],
  };
}

/** Whether work on it has ended. */
export function hasEnded(row: MemoryRow): boolean {
  return row.state === 'done' || row.state === 'dead';
}

/** Whether a filter lets it through; paging is the caller's. */
export function matchesFilter(row: MemoryRow, filter: DeliveryFilter): boolean {
  if (filter.state !== undefined && filter.state !== row.state) return false;
  const fields = ['tenant', 'source', 'type', 'subject'] as const;
  return fields.every((field) => filter[field] === undefined || filter[field] === row.delivery[field]);
}

/** A copy for the outside, without its content. */
export function toSummary(row: MemoryRow): DeliverySummary {
  const { delivery, state, result, attempts, error, updatedAt } = row;
  const last = row.replays.at(-1);
  return {
    ...delivery,
    state,
    result,
    attempts,
    nextAt: hasEnded(row) ? undefined : row.nextAt,
    error,
    updatedAt,
    replay: last && { at: last.at, actor: last.actor, reason: last.reason },
  };
}

/** A copy for the outside. */
export function toStoredDelivery(row: MemoryRow): StoredDelivery {
  return { ...toSummary(row), headers: row.headers, body: row.body };
}

/** The claim that the row is under now. */
export function toClaim(row: MemoryRow): Claim {
  return { delivery: toStoredDelivery(row), fence: row.fence, attempt: row.attempts };
}
