import type { Claim, DeliveryResult } from '@breakwater/core/webhooks';
import type { Row, Statement } from './connections.js';
import { completeStatement } from './sql/complete.js';
import type { TableNames } from './table-names.js';

/** A claim whose delivery is done. */
export interface Completion {
  readonly claim: Claim;
  readonly result: DeliveryResult;
  /** Milliseconds for which that must be remembered. */
  readonly keep: number;
}

/** What recording needs. */
export interface CompleteContext {
  readonly names: TableNames;
  now(): number | null;
  run(operation: string, statement: Statement): Promise<readonly Row[]>;
}

/** Records deliveries as done by one statement, and tells of each whether its claim still held it. */
export async function completeDeliveries(
  { names, now, run }: CompleteContext,
  completions: readonly Completion[],
): Promise<readonly boolean[]> {
  const rows = await run('inbox.complete', completeStatement(names, now(), completions));
  const held = new Set(rows.map(({ place }) => Number(place)));
  return completions.map((_, index) => held.has(index + 1));
}
