import type { DeliveryResult, DeliveryState, DeliverySummary, StoredDelivery } from '@breakwater/core/webhooks';
import { decodeOptional, decodeText } from './text-code.js';

/** A delivery as it is read, without its content. */
export interface SummaryRow {
  readonly sequence: number;
  readonly tenant: string;
  readonly source: string;
  readonly id: string;
  readonly id_origin: string;
  readonly type: string;
  readonly subject: string | null;
  readonly occurred_at: number | null;
  readonly received_at: number;
  readonly state: DeliveryState;
  readonly result: DeliveryResult | null;
  readonly attempts: number;
  readonly fence: number;
  readonly next_at: number | null;
  readonly error: string | null;
  readonly updated_at: number;
  readonly replayed_at: number | null;
  readonly replay_actor: string | null;
  readonly replay_reason: string | null;
}

/** A delivery as it is read, with its content: null when that was erased. */
export interface DeliveryRow extends SummaryRow {
  readonly headers: string | null;
  readonly body: Uint8Array | null;
}

function toReplay({ replayed_at, replay_actor, replay_reason }: SummaryRow): DeliverySummary['replay'] {
  if (replayed_at === null) return undefined;
  return { at: replayed_at, actor: decodeText(replay_actor ?? ''), reason: decodeText(replay_reason ?? '') };
}

/** A row for the outside, without its content. */
export function toSummary(row: SummaryRow): DeliverySummary {
  return {
    tenant: decodeText(row.tenant),
    source: decodeText(row.source),
    id: decodeText(row.id),
    idOrigin: row.id_origin as DeliverySummary['idOrigin'],
    type: decodeText(row.type),
    subject: decodeOptional(row.subject),
    occurredAt: row.occurred_at ?? undefined,
    receivedAt: row.received_at,
    state: row.state,
    result: row.result ?? undefined,
    attempts: row.attempts,
    nextAt: row.next_at ?? undefined,
    error: decodeOptional(row.error),
    updatedAt: row.updated_at,
    replay: toReplay(row),
  };
}

/** A row for the outside. */
export function toStoredDelivery(row: DeliveryRow): StoredDelivery {
  return {
    ...toSummary(row),
    headers: row.headers === null ? {} : (JSON.parse(row.headers) as Record<string, string>),
    body: row.body ?? undefined,
  };
}
