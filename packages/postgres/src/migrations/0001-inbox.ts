import type { TableNames } from '../table-names.js';

/** The first version of the tables. `0001-inbox.sql` beside this file is the same with the default names. */
export function createInboxTables(names: TableNames): string {
  const { inbox, replays, versions, migrations, arrivals, tablePrefix } = names;
  const index = (suffix: string): string => `"${tablePrefix}${suffix}"`;
  return `-- All times are milliseconds since the epoch: to_timestamp(next_at / 1000) shows one as a date.
-- In texts that a sender wrote, U+0001 and four hex digits stand for a character that PostgreSQL cannot store.

CREATE TABLE IF NOT EXISTS ${migrations} (
  version integer PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE SEQUENCE ${arrivals};

CREATE TABLE ${inbox} (
  arrival bigint PRIMARY KEY DEFAULT nextval('${arrivals}'),
  digest bytea NOT NULL UNIQUE, -- SHA-256 of the JSON array of tenant, source and id
  tenant text NOT NULL,
  source text NOT NULL,
  id text NOT NULL,
  id_origin text NOT NULL,
  type text NOT NULL,
  subject text,
  occurred_at double precision,
  received_at double precision NOT NULL,
  headers text NOT NULL, -- a JSON object
  body bytea, -- NULL once it was erased
  state text NOT NULL CHECK (state IN ('pending', 'claimed', 'retry', 'done', 'dead')),
  result text,
  attempts integer NOT NULL DEFAULT 0,
  fence bigint NOT NULL DEFAULT 0,
  next_at double precision, -- when it is due, or its lease ends; NULL once it is done or dead
  error text,
  updated_at double precision NOT NULL,
  keep_until double precision NOT NULL DEFAULT 0,
  replay_at double precision,
  replay_actor text,
  replay_reason text,
  CHECK ((state IN ('done', 'dead')) = (next_at IS NULL))
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);

-- What claims look through holds open deliveries only, and stays small however many are done. By source, as workers
-- claim: a source with nothing due must not look through the backlog of another.
CREATE INDEX ${index('due')} ON ${inbox} (source, next_at, arrival) WHERE next_at IS NOT NULL;
CREATE INDEX ${index('dead')} ON ${inbox} (arrival) WHERE state = 'dead';
-- What purges look through: what ended with its content, and what was erased. No row is in both.
CREATE INDEX ${index('ended')} ON ${inbox} (updated_at) WHERE next_at IS NULL AND body IS NOT NULL;
CREATE INDEX ${index('erased')} ON ${inbox} (keep_until) WHERE next_at IS NULL AND body IS NULL;

CREATE TABLE ${replays} (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  arrival bigint NOT NULL REFERENCES ${inbox} ON DELETE CASCADE,
  at double precision NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  forced boolean NOT NULL,
  from_state text NOT NULL,
  attempts integer NOT NULL
);
CREATE INDEX ${index('replays_of')} ON ${replays} (arrival, number);

CREATE TABLE ${versions} (
  digest bytea PRIMARY KEY, -- SHA-256 of the JSON array of scope, source, tenant and subject
  scope text NOT NULL,
  source text NOT NULL,
  tenant text NOT NULL,
  subject text NOT NULL,
  version double precision, -- NULL until one was applied
  event_id text,
  is_terminal boolean NOT NULL DEFAULT false,
  fetched_until double precision,
  updated_at double precision NOT NULL
);
CREATE INDEX ${index('versions_by_age')} ON ${versions} (updated_at);

INSERT INTO ${migrations} (version) VALUES (1);
`;
}
