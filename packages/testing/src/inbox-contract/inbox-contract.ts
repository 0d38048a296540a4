import type { ContractCase } from '../contract/contract-case.js';
import { acceptCases } from './accept-cases.js';
import { claimCases, fenceCases } from './claim-cases.js';
import { concurrencyCases } from './concurrency-cases.js';
import { toContractCases } from './inbox-bench.js';
import type { InboxContract } from './inbox-contract-descriptor.js';
import { listCases, purgeCases, replayCases } from './record-cases.js';

/**
 * What every inbox store has to do, as cases for any test runner: each event stored once with all its bytes, claims that
 * are exclusive and fenced, failures, dead letters, replay and retention, and with several processes at once: each effect
 * applied once, zombies rolled back, no deadlock.
 *
 * @example
 * ```ts
 * import { createMemoryInbox, type Inbox } from '@breakwater/core/webhooks';
 * import { type ContractCase, inboxContract } from '@breakwater/testing';
 *
 * const stores = new Map<string, Inbox>();
 * export const cases: readonly ContractCase[] = inboxContract({
 *   open: ({ clock, store }) => {
 *     const inbox = stores.get(store) ?? createMemoryInbox({ clock });
 *     stores.set(store, inbox);
 *     return { inbox };
 *   },
 * });
 * // for (const { name, run } of cases) it(name, run);
 * ```
 */
export function inboxContract<Transaction>(contract: InboxContract<Transaction>): readonly ContractCase[] {
  return [
    ...toContractCases(contract, 'accept', acceptCases()),
    ...toContractCases(contract, 'claim', claimCases()),
    ...toContractCases(contract, 'fence', fenceCases()),
    ...toContractCases(contract, 'list', listCases()),
    ...toContractCases(contract, 'replay', replayCases()),
    ...toContractCases(contract, 'purge', purgeCases()),
    ...toContractCases(contract, 'concurrency', concurrencyCases()),
  ];
}
