import type { Claim, Delivery, DeliveryKey, DeliveryState, Inbox } from '@breakwater/core/webhooks';
import { assert, type ContractCase } from '../contract/contract-case.js';
import { createVirtualClock, type VirtualClock } from '../virtual-clock.js';
import type { InboxContract, OpenedInbox } from './inbox-contract-descriptor.js';

/** Length of the leases of the suite, in milliseconds. */
export const LEASE = 30_000;
/** A day, in milliseconds. */
export const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);

/** A delivery as a handler would store it. */
export function delivery(id: string, overrides: Partial<Delivery> = {}): Delivery {
  return {
    tenant: '',
    source: 'acme',
    id,
    idOrigin: 'sender',
    type: 'order.paid',
    receivedAt: NOW,
    headers: { 'acme-signature': '1.2' },
    body: new TextEncoder().encode(`{"id":"${id}"}`),
    ...overrides,
  };
}

/** One store, the clock that it goes by, and short forms of what cases do with it. */
export interface InboxBench<Transaction> extends OpenedInbox<Transaction> {
  readonly clock: VirtualClock;
  /** Opens the same store once more, as another process would. */
  again(): Promise<OpenedInbox<Transaction>>;
  /** Claims one delivery, which has to be due. */
  claim(keys?: readonly DeliveryKey[], inbox?: Inbox<Transaction>): Promise<Claim>;
  /** Claims a delivery that was just stored, and records it as done. */
  finish(id: string, keep?: number): Promise<void>;
  complete(claim: Claim, keep?: number, inbox?: Inbox<Transaction>): Promise<boolean>;
  stateOf(id: string): Promise<DeliveryState | undefined>;
}

async function claimOne<Transaction>(
  inbox: Inbox<Transaction>,
  keys: readonly DeliveryKey[] | undefined,
): Promise<Claim> {
  const [claim] = await inbox.claim({ lease: LEASE, keys });
  assert(claim, 'Nothing is due');
  return claim;
}

/** Runs a case against a store of its own, and closes whatever was opened. */
async function withBench<Transaction>(
  contract: InboxContract<Transaction>,
  store: string,
  run: (bench: InboxBench<Transaction>) => Promise<void>,
): Promise<void> {
  const clock = createVirtualClock(NOW);
  const opened: OpenedInbox<Transaction>[] = [];
  const again = async (): Promise<OpenedInbox<Transaction>> => {
    const one = await contract.open({ clock, store });
    opened.push(one);
    return one;
  };
  try {
    const first = await again();
    const { inbox } = first;
    const complete = (claim: Claim, keep: number = DAY, by: Inbox<Transaction> = inbox): Promise<boolean> =>
      by.transaction((transaction) => by.complete(claim, { result: 'processed', keep, transaction }));
    await run({
      ...first,
      clock,
      again,
      claim: (keys, by = inbox) => claimOne(by, keys),
      complete,
      finish: async (id, keep) => {
        assert(await complete(await claimOne(inbox, [delivery(id)]), keep), `${id} could not be completed`);
      },
      stateOf: async (id) => (await inbox.find(delivery(id)))?.state,
    });
  } finally {
    for (const one of opened.reverse()) await one.close?.();
  }
}

/** The cases of one part of the contract, by name. */
export type InboxCases<Transaction> = Readonly<Record<string, (bench: InboxBench<Transaction>) => Promise<void>>>;

/** Turns cases into what a test runner takes, each with a store of its own. */
export function toContractCases<Transaction>(
  contract: InboxContract<Transaction>,
  part: string,
  cases: InboxCases<Transaction>,
): ContractCase[] {
  return Object.entries(cases).map(([name, run], index) => ({
    name: `${part}: ${name}`,
    run: () => withBench(contract, `${part}_${index}`.replaceAll(/[^a-z0-9_]/g, '_'), run),
  }));
}
