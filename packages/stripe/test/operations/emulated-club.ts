import type { MigratePricesInput, StripeOptions } from '../../src/index.js';
import { type EmulatedAccount, openEmulatedAccount } from './emulated-account.js';

/** An account with customers of their own, and what would move them all to the pro price. */
export interface Club extends EmulatedAccount {
  readonly members: readonly string[];
  readonly input: MigratePricesInput;
}

/** Customers of their own, each with a paid subscription to the basic price. */
export async function openClub(size: number, options: Partial<StripeOptions> = {}): Promise<Club> {
  const account = await openEmulatedAccount(options);
  const { client, basic, pro, settle } = account;
  const members: string[] = [];
  for (let number = 0; number < size; number++) {
    const { id: customer } = await settle(client.customers.create({ name: `Member ${number}` }));
    const card = await settle(client.paymentMethods.attach('pm_card_visa', { customer }));
    const { id } = await settle(
      client.subscriptions.create({
        customer,
        items: [{ price: basic, quantity: number + 1 }],
        default_payment_method: card.id,
      }),
    );
    members.push(id);
  }
  const input = { migrationId: 'spring-2026', fromPriceId: basic, toPriceId: pro, prorationBehavior: 'none' } as const;
  return { ...account, members, input };
}

/** The price of each subscription, in the order in which they were made. */
export const pricesOf = ({ emulator }: EmulatedAccount): (string | undefined)[] =>
  emulator.book.subscriptions.map(({ items }) => items.data[0]?.price.id);
