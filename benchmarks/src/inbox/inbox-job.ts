import { randomBytes } from 'node:crypto';
import { createTally, createWebhooks } from './inbox-load.ts';
import { postgresSubjects } from './postgres-subjects.ts';
import { redisSubjects } from './redis-subjects.ts';

/** What the job is told. */
export interface InboxInput {
  readonly subject: string;
  readonly events: number;
  /** Requests at the same time. */
  readonly senders: number;
}

/** What it found out. */
export interface InboxOutput {
  /** Events that were stored in a second, with no worker. */
  readonly stored: number;
  /** Events that were worked off in a second, with no sender. */
  readonly processed: number;
  /** Events from request to processed in a second, with both at once. */
  readonly both: number;
  readonly repeats: number;
}

/** Runs `work` for each item, `limit` at the same time. */
async function forEachLimited<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: limit }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

async function time(count: number, work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (count * 1_000) / (performance.now() - startedAt);
}

/** Measures one subject, in a schema or below a prefix of its own. */
export default async function inboxJob({ subject, events, senders }: InboxInput): Promise<InboxOutput> {
  const open = postgresSubjects[subject] ?? redisSubjects[subject];
  if (!open) throw new Error(`There is no subject '${subject}'`);
  const name = (): string => `bench_${randomBytes(6).toString('hex')}`;
  const webhooks = createWebhooks(events);

  const apart = await open(name());
  apart.prepare?.(webhooks);
  const first = createTally(events);
  const stored = await time(events, () => forEachLimited(webhooks, senders, (webhook) => apart.receive(webhook)));
  const processed = await time(events, async () => {
    await apart.start(first.add);
    await first.all;
  });
  await apart.close();

  const together = await open(name());
  together.prepare?.(webhooks);
  const second = createTally(events);
  await together.start(second.add);
  const both = await time(events, () =>
    Promise.all([forEachLimited(webhooks, senders, (webhook) => together.receive(webhook)), second.all]),
  );
  await together.close();
  return { stored, processed, both, repeats: first.repeats() + second.repeats() };
}
