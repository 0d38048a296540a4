const SUMMARY: readonly string[] = [
  'tenant',
  'source',
  'id',
  'id_origin',
  'type',
  'subject',
  'occurred_at',
  'received_at',
  'state',
  'result',
  'attempts',
  'fence',
  'next_at',
  'error',
  'updated_at',
  'replay_at',
  'replay_actor',
  'replay_reason',
];

/** The columns of a delivery without its content, all as text. */
export const SUMMARY_COLUMNS: string = [...SUMMARY, 'arrival'].map((name) => `i.${name}::text AS ${name}`).join(', ');

/** All columns of a delivery. In hexadecimal whatever `bytea_output` says. */
export const DELIVERY_COLUMNS: string = `${SUMMARY_COLUMNS}, i.headers, encode(i.body, 'hex') AS body`;
