import { IntegrationError } from '@breakwater/core';
import type { Accepted, Delivery, DeliveryState } from '@breakwater/core/webhooks';
import type { Row, Statement } from './connections.js';
import { toDeliveryDigest } from './delivery-digest.js';
import { acceptStatement, type DigestedDelivery, standingStatement } from './sql/accept.js';
import type { TableNames } from './table-names.js';

/** What storing needs. */
export interface AcceptContext {
  readonly names: TableNames;
  now(): number | null;
  run(operation: string, statement: Statement): Promise<readonly Row[]>;
}

/** Times that storing is tried again because what was in its way is gone. */
const ROUNDS = 5;

/** A repeated event of one batch, and one of which nobody has taken note yet. */
const JUST_STORED: Accepted = { outcome: 'duplicate', state: 'pending', waitMs: 0 };

/** Stores deliveries, each once, and tells of each what became of it. */
export async function acceptDeliveries(
  { names, now, run }: AcceptContext,
  deliveries: readonly Delivery[],
): Promise<readonly Accepted[]> {
  const digests = deliveries.map((delivery) => toDeliveryDigest(delivery));
  const ids = digests.map((digest) => digest.toString('hex'));
  const open = new Map<string, DigestedDelivery>();
  for (const [index, delivery] of deliveries.entries()) {
    const [id = '', digest] = [ids[index], digests[index]];
    if (digest && !open.has(id)) open.set(id, { digest, delivery });
  }
  const outcomes = new Map<string, Accepted>();
  const settle = (id: string, outcome: Accepted): void => {
    outcomes.set(id, outcome);
    open.delete(id);
  };

  for (let round = 0; open.size > 0; round += 1) {
    if (round === ROUNDS) throw new IntegrationError(unsettled);
    const stored = await run('inbox.accept', acceptStatement(names, now(), [...open.values()]));
    for (const row of stored) settle(row['digest'] ?? '', { outcome: 'stored' });
    if (open.size === 0) break;
    const known = [...open.values()].map(({ digest }) => digest);
    const standing = await run('inbox.accept', standingStatement(names, now(), known));
    for (const row of standing) {
      const state = row['state'] as DeliveryState;
      settle(row['digest'] ?? '', { outcome: 'duplicate', state, waitMs: Number(row['wait']) });
    }
    // Whatever is still open was there, and was purged in between: it is new.
  }

  const told = new Set<string>();
  return ids.map((id) => {
    const outcome = outcomes.get(id) ?? JUST_STORED;
    const isRepeated = outcome.outcome === 'stored' && told.has(id);
    told.add(id);
    return isRepeated ? JUST_STORED : outcome;
  });
}

const unsettled = {
  code: 'CONFLICT',
  service: 'postgres',
  operation: 'inbox.accept',
  message: 'postgres inbox.accept: records that were in the way went and came again several times.',
  retryable: true,
} as const;
