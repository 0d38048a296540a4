-- All times are milliseconds since the epoch: to_timestamp(next_at / 1000) shows one as a date.
-- In texts that a sender wrote, U+0001 and four hex digits stand for a character that PostgreSQL cannot store.

CREATE TABLE IF NOT EXISTS "public"."webhook_migrations" (
  version integer PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE SEQUENCE "public"."webhook_arrivals";

CREATE TABLE "public"."webhook_inbox" (
  arrival bigint PRIMARY KEY DEFAULT nextval('"public"."webhook_arrivals"'),
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
CREATE INDEX "webhook_due" ON "public"."webhook_inbox" (source, next_at, arrival) WHERE next_at IS NOT NULL;
CREATE INDEX "webhook_dead" ON "public"."webhook_inbox" (arrival) WHERE state = 'dead';
-- What purges look through: what ended with its content, and what was erased. No row is in both.
CREATE INDEX "webhook_ended" ON "public"."webhook_inbox" (updated_at) WHERE next_at IS NULL AND body IS NOT NULL;
CREATE INDEX "webhook_erased" ON "public"."webhook_inbox" (keep_until) WHERE next_at IS NULL AND body IS NULL;

CREATE TABLE "public"."webhook_replays" (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  arrival bigint NOT NULL REFERENCES "public"."webhook_inbox" ON DELETE CASCADE,
  at double precision NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  forced boolean NOT NULL,
  from_state text NOT NULL,
  attempts integer NOT NULL
);
CREATE INDEX "webhook_replays_of" ON "public"."webhook_replays" (arrival, number);

CREATE TABLE "public"."webhook_versions" (
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
CREATE INDEX "webhook_versions_by_age" ON "public"."webhook_versions" (updated_at);

INSERT INTO "public"."webhook_migrations" (version) VALUES (1);
