/** One step of the schema. Steps are applied in order, each once and in a transaction. */
export interface SqliteMigration {
  readonly version: number;
  /** Statements that also record that the step was applied. */
  readonly sql: string;
}

const first = (prefix: string): string => `
CREATE TABLE IF NOT EXISTS ${prefix}migration (
  version INTEGER PRIMARY KEY,
  applied_at REAL NOT NULL
) STRICT;

-- Times are milliseconds since the epoch. They are REAL because some have fractions.
-- AUTOINCREMENT: the number of a row is the order of arrival and the cursor of lists, and must not be given out again.
CREATE TABLE ${prefix}delivery (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  source TEXT NOT NULL,
  id TEXT NOT NULL,
  id_origin TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT,
  occurred_at REAL,
  received_at REAL NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'claimed', 'retry', 'done', 'dead')),
  result TEXT CHECK (result IN ('processed', 'unhandled', 'superseded')),
  attempts INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  next_at REAL CHECK ((next_at IS NULL) = (state IN ('done', 'dead'))),
  error TEXT,
  updated_at REAL NOT NULL,
  keep_until REAL NOT NULL
) STRICT;

CREATE UNIQUE INDEX ${prefix}delivery_key ON ${prefix}delivery (tenant, source, id);
-- Both hold open deliveries only, so that claims do not slow down with what was ever done.
CREATE INDEX ${prefix}delivery_due ON ${prefix}delivery (next_at, sequence) WHERE next_at IS NOT NULL;
CREATE INDEX ${prefix}delivery_due_of ON ${prefix}delivery (source, next_at, sequence) WHERE next_at IS NOT NULL;
CREATE INDEX ${prefix}delivery_ended ON ${prefix}delivery (updated_at, sequence) WHERE next_at IS NULL;
CREATE INDEX ${prefix}delivery_dead ON ${prefix}delivery (sequence) WHERE state = 'dead';

-- Apart from the delivery, because an update writes its whole row anew, and each delivery is updated several times.
CREATE TABLE ${prefix}content (
  sequence INTEGER PRIMARY KEY,
  headers TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT;

CREATE TABLE ${prefix}replay (
  number INTEGER PRIMARY KEY,
  sequence INTEGER NOT NULL,
  at REAL NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  forced INTEGER NOT NULL,
  from_state TEXT NOT NULL,
  attempts INTEGER NOT NULL
) STRICT;
CREATE INDEX ${prefix}replay_of ON ${prefix}replay (sequence, number);

CREATE TABLE ${prefix}version (
  scope TEXT NOT NULL,
  source TEXT NOT NULL,
  tenant TEXT NOT NULL,
  subject TEXT NOT NULL,
  version REAL NOT NULL,
  event_id TEXT NOT NULL,
  is_terminal INTEGER NOT NULL,
  fetched_until REAL,
  updated_at REAL NOT NULL
) STRICT;
CREATE UNIQUE INDEX ${prefix}version_key ON ${prefix}version (scope, source, tenant, subject);
CREATE INDEX ${prefix}version_age ON ${prefix}version (updated_at);

INSERT INTO ${prefix}migration (version, applied_at) VALUES (1, unixepoch() * 1000.0);
`;

const steps: readonly ((prefix: string) => string)[] = [first];

/** The schema in steps. `prefix` must have been checked: it is part of the statements. */
export function toMigrations(prefix: string): readonly SqliteMigration[] {
  return steps.map((step, index) => ({ version: index + 1, sql: step(prefix) }));
}
