/**
 * The time now in milliseconds since the epoch: `$1`, or the server's clock when that is NULL, so that processes whose
 * clocks differ agree. The time of the statement and not `now()`, which is that of the transaction, and not
 * `clock_timestamp()`, with which no index can be searched.
 */
export const NOW = `coalesce($1::float8, floor(extract(epoch FROM statement_timestamp()) * 1000)::float8)`;
