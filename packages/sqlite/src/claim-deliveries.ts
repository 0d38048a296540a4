import type { DatabaseSync } from 'node:sqlite';
import type { Claim, ClaimOptions, DeliveryKey } from '@breakwater/core/webhooks';
import { toKeyParameters } from './accept-deliveries.js';
import { prepare } from './database-file.js';
import { type DeliveryRow, toStoredDelivery } from './delivery-row.js';
import { BY_KEY, type Tables } from './tables.js';
import { encodeText } from './text-code.js';

/** What SQLite takes as a limit, whatever number the caller has in mind. */
function toLimit(limit: number): number {
  return Math.max(0, Math.min(Math.floor(limit), Number.MAX_SAFE_INTEGER));
}

/** Whether anything is due. Takes no lock: a worker that finds nothing to do disturbs nobody. */
export function isAnythingDue(database: DatabaseSync, tables: Tables, now: number, source?: string): boolean {
  const sql = `SELECT 1 FROM ${tables.delivery} WHERE next_at <= ?${source === undefined ? '' : ' AND source = ?'} LIMIT 1`;
  const parameters = source === undefined ? [now] : [now, encodeText(source)];
  return prepare(database, sql).get(...parameters) !== undefined;
}

function findDue(
  database: DatabaseSync,
  tables: Tables,
  now: number,
  { source, limit = 1 }: ClaimOptions,
): readonly DeliveryRow[] {
  const sql = toDueQuery(tables, source !== undefined);
  const parameters = source === undefined ? [now] : [now, encodeText(source)];
  return prepare(database, sql).all(...parameters, toLimit(limit)) as unknown as readonly DeliveryRow[];
}

/** The statement that finds what is due; with the name of a source as its second parameter, or without. */
export function toDueQuery({ selectDelivery }: Tables, isOfSource: boolean): string {
  const ofSource = isOfSource ? ' AND d.source = ?' : '';
  return `${selectDelivery} WHERE d.next_at <= ?${ofSource} ORDER BY d.next_at, d.sequence LIMIT ?`;
}

function findNamed(
  database: DatabaseSync,
  tables: Tables,
  now: number,
  { source, limit, keys }: ClaimOptions & { readonly keys: readonly DeliveryKey[] },
): readonly DeliveryRow[] {
  const find = prepare(database, `${tables.selectDelivery} WHERE ${BY_KEY} AND (d.next_at <= ? OR d.state = 'retry')`);
  const found = new Map<number, DeliveryRow>();
  for (const key of keys) {
    if (source !== undefined && key.source !== source) continue;
    if (found.size >= toLimit(limit ?? keys.length)) break;
    const row = find.get(...toKeyParameters(key), now) as unknown as DeliveryRow | undefined;
    if (row) found.set(row.sequence, row);
  }
  return [...found.values()];
}

/** Takes deliveries. In the transaction of the caller, which holds the write lock: nobody else takes them meanwhile. */
export function claimDeliveries(
  database: DatabaseSync,
  tables: Tables,
  options: ClaimOptions,
  now: number,
): readonly Claim[] {
  const { keys, lease } = options;
  const rows = keys ? findNamed(database, tables, now, { ...options, keys }) : findDue(database, tables, now, options);
  const take = prepare(
    database,
    `UPDATE ${tables.delivery} SET state = 'claimed', attempts = ?, fence = ?, next_at = ?, updated_at = ?
       WHERE sequence = ?`,
  );
  return rows.map((row) => {
    const attempt = row.attempts + 1;
    const fence = row.fence + 1;
    take.run(attempt, fence, now + lease, now, row.sequence);
    const taken = { state: 'claimed', attempts: attempt, fence, next_at: now + lease, updated_at: now } as const;
    return { delivery: toStoredDelivery({ ...row, ...taken }), fence, attempt };
  });
}
