/** The names of the tables, and the parts of statements that are needed in several places. */
export interface Tables {
  readonly delivery: string;
  readonly content: string;
  readonly replay: string;
  readonly version: string;
  /** Reads `SummaryRow`s; to be continued with WHERE. The delivery is `d`. */
  readonly selectSummary: string;
  /** Reads `DeliveryRow`s in the same way. */
  readonly selectDelivery: string;
}

/** The key of a delivery, as three parameters. */
export const BY_KEY = 'tenant = ? AND source = ? AND id = ?';

/** A claim that still holds its delivery, as the key and the fence. */
export const BY_CLAIM: string = `${BY_KEY} AND state = 'claimed' AND fence = ?`;

/** @param prefix Checked already, because names cannot be parameters. */
export function toTables(prefix: string): Tables {
  const delivery = `${prefix}delivery`;
  const content = `${prefix}content`;
  const replay = `${prefix}replay`;
  const columns =
    'd.sequence, d.tenant, d.source, d.id, d.id_origin, d.type, d.subject, d.occurred_at, d.received_at, d.state, ' +
    'd.result, d.attempts, d.fence, d.next_at, d.error, d.updated_at, ' +
    'r.at AS replayed_at, r.actor AS replay_actor, r.reason AS replay_reason';
  const lastReplay = `LEFT JOIN ${replay} r ON r.number = (SELECT max(number) FROM ${replay} WHERE sequence = d.sequence)`;
  return {
    delivery,
    content,
    replay,
    version: `${prefix}version`,
    selectSummary: `SELECT ${columns} FROM ${delivery} d ${lastReplay}`,
    selectDelivery: `SELECT ${columns}, c.headers, c.body FROM ${delivery} d ${lastReplay} LEFT JOIN ${content} c ON c.sequence = d.sequence`,
  };
}
