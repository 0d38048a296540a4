import type { DatabaseSync } from 'node:sqlite';
import type { PurgeOptions, PurgeReport } from '@breakwater/core/webhooks';
import { prepare } from './database-file.js';
import type { Tables } from './tables.js';
import { encodeText } from './text-code.js';

/** Ended deliveries that one transaction looks at. Between two of them others have their turn. */
const PER_BATCH = 200;

/** How far a purge has come. */
export interface PurgeProgress extends PurgeReport {
  /** Where the next batch begins; undefined when that was the last. */
  readonly after: { readonly updatedAt: number; readonly sequence: number } | undefined;
}

/** Before everything. */
export const PURGE_START: PurgeProgress = {
  removed: 0,
  erased: 0,
  after: { updatedAt: Number.NEGATIVE_INFINITY, sequence: 0 },
};

interface EndedRow {
  readonly sequence: number;
  readonly tenant: string;
  readonly source: string;
  readonly state: 'done' | 'dead';
  readonly updated_at: number;
  readonly keep_until: number;
}

/** The statement that finds ended deliveries from a place on. */
export function toEndedQuery({ delivery }: Tables): string {
  return `SELECT sequence, tenant, source, state, updated_at, keep_until FROM ${delivery}
     WHERE next_at IS NULL AND (updated_at, sequence) > (?, ?) AND updated_at <= ?
     ORDER BY updated_at, sequence LIMIT ${PER_BATCH}`;
}

/** One batch of a purge, which begins where the one before ended: nothing is looked at twice. */
export function purgeBatch(
  database: DatabaseSync,
  tables: Tables,
  { olderThan, source, tenant, states = ['done', 'dead'] }: PurgeOptions,
  now: number,
  { removed, erased, after = { updatedAt: 0, sequence: 0 } }: PurgeProgress,
): PurgeProgress {
  const { delivery, content, replay } = tables;
  // Source and tenant are compared below: a rare one would let this statement look through everything.
  const find = prepare(database, toEndedQuery(tables));
  const rows = find.all(after.updatedAt, after.sequence, now - olderThan) as unknown as readonly EndedRow[];
  const erase = prepare(database, `DELETE FROM ${content} WHERE sequence = ?`);
  const forget = prepare(database, `DELETE FROM ${delivery} WHERE sequence = ?`);
  const forgetReplays = prepare(database, `DELETE FROM ${replay} WHERE sequence = ?`);
  const report = { removed, erased };
  for (const row of rows) {
    if (source !== undefined && row.source !== encodeText(source)) continue;
    if (tenant !== undefined && row.tenant !== encodeText(tenant)) continue;
    if (!states.includes(row.state)) continue;
    const hadContent = erase.run(row.sequence).changes === 1;
    if (row.keep_until > now) {
      if (hadContent) report.erased += 1;
      continue;
    }
    forgetReplays.run(row.sequence);
    forget.run(row.sequence);
    report.removed += 1;
  }
  const last = rows.length === PER_BATCH ? rows.at(-1) : undefined;
  return { ...report, after: last && { updatedAt: last.updated_at, sequence: last.sequence } };
}
