import type { Claim, DeliverySummary, EventIdOrigin, ReplayRecord, StoredDelivery } from '@breakwater/core/webhooks';
import type { Row } from './connections.js';
import { decodeText } from './text-encoding.js';

const toText = (value: string | null | undefined): string => decodeText(value ?? '');
const toOptionalText = (value: string | null | undefined): string | undefined =>
  value === null || value === undefined ? undefined : decodeText(value);
const toOptionalNumber = (value: string | null | undefined): number | undefined =>
  value === null || value === undefined ? undefined : Number(value);

/** Reads the columns of `SUMMARY_COLUMNS`. */
export function toSummary(row: Row): DeliverySummary {
  return {
    tenant: toText(row['tenant']),
    source: toText(row['source']),
    id: toText(row['id']),
    idOrigin: row['id_origin'] as EventIdOrigin,
    type: toText(row['type']),
    subject: toOptionalText(row['subject']),
    occurredAt: toOptionalNumber(row['occurred_at']),
    receivedAt: Number(row['received_at']),
    state: row['state'] as DeliverySummary['state'],
    result: (row['result'] ?? undefined) as DeliverySummary['result'],
    attempts: Number(row['attempts']),
    nextAt: toOptionalNumber(row['next_at']),
    error: toOptionalText(row['error']),
    updatedAt: Number(row['updated_at']),
    replay:
      row['replay_at'] == null
        ? undefined
        : { at: Number(row['replay_at']), actor: toText(row['replay_actor']), reason: toText(row['replay_reason']) },
  };
}

/** Reads the columns of `DELIVERY_COLUMNS`. */
export function toStoredDelivery(row: Row): StoredDelivery {
  const { body } = row;
  return {
    ...toSummary(row),
    headers: JSON.parse(row['headers'] ?? '{}') as Record<string, string>,
    // A copy of its own: a small Buffer is a view of memory that it shares with others.
    body: body == null ? undefined : Uint8Array.from(Buffer.from(body, 'hex')),
  };
}

/** Reads a row that was just claimed. */
export function toClaim(row: Row): Claim {
  return { delivery: toStoredDelivery(row), fence: Number(row['fence']), attempt: Number(row['attempts']) };
}

/** Reads a row of the audit trail. */
export function toReplayRecord(row: Row): ReplayRecord {
  return {
    at: Number(row['at']),
    actor: toText(row['actor']),
    reason: toText(row['reason']),
    forced: row['forced'] === 'true',
    from: row['from_state'] as ReplayRecord['from'],
    attempts: Number(row['attempts']),
  };
}
