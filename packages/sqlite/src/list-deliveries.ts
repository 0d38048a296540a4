import type { DatabaseSync } from 'node:sqlite';
import { createInputError, parseShape, type Shape, shape } from '@breakwater/core';
import type { DeliveryFilter, DeliveryPage, DeliveryState } from '@breakwater/core/webhooks';
import { prepare } from './database-file.js';
import { type SummaryRow, toSummary } from './delivery-row.js';
import type { Tables } from './tables.js';
import { encodeText } from './text-code.js';

const STATES: readonly DeliveryState[] = ['pending', 'claimed', 'retry', 'done', 'dead'];
const CURSOR = /^[1-9]\d{0,14}$/;
const context = { service: 'sqlite', operation: 'inbox.list' } as const;

const anyText = (): Shape<string> => shape.string({ minLength: 0, expected: 'a string' });

const filterShape = /* @__PURE__ */ shape.object({
  tenant: shape.optional(anyText()),
  source: shape.optional(anyText()),
  type: shape.optional(anyText()),
  subject: shape.optional(anyText()),
  state: shape.optional(shape.oneOf(STATES)),
  limit: shape.optional(shape.number({ min: 1, max: 100_000, integer: true })),
  cursor: shape.optional(anyText()),
});

/**
 * One page of deliveries.
 *
 * @throws IntegrationError `VALIDATION` for a filter that no caller of the interface gives, such as a forged cursor
 */
export function listDeliveries(database: DatabaseSync, tables: Tables, filter: DeliveryFilter): DeliveryPage {
  const { limit = 100, cursor = '', state, ...texts } = parseShape(filter, filterShape, { path: 'filter', ...context });
  if (cursor !== '' && !CURSOR.test(cursor)) {
    const received = `a string of ${cursor.length} characters`;
    throw createInputError([{ path: 'filter.cursor', expected: '`next` of the page before', received }], context);
  }
  const conditions = ['d.sequence > ?'];
  const parameters: (string | number)[] = [Number(cursor)];
  // Written out, so that the index of dead letters serves them; it is one of five words.
  if (state !== undefined) conditions.push(`d.state = '${state}'`);
  for (const field of ['tenant', 'source', 'type', 'subject'] as const) {
    const text = texts[field];
    if (text === undefined) continue;
    conditions.push(`d.${field} = ?`);
    parameters.push(encodeText(text));
  }
  const sql = `${tables.selectSummary} WHERE ${conditions.join(' AND ')} ORDER BY d.sequence LIMIT ?`;
  const rows = prepare(database, sql).all(...parameters, limit + 1) as unknown as readonly SummaryRow[];
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    deliveries: page.map(toSummary),
    next: rows.length > limit && last ? String(last.sequence) : undefined,
  };
}
