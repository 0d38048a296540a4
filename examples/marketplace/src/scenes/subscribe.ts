import type Stripe from 'stripe';
import type { Stage } from '../stage.ts';
import { type Cast, signIn } from './cast.ts';

/** An organisation subscribes and upgrades, while its webhooks come twice, tampered and out of order. */
export async function subscribeAndUpgrade(stage: Stage, cast: Cast): Promise<void> {
  const { payments, vendors, timeline } = stage;
  timeline.say('story', 'An organisation subscribes; its webhooks come twice, tampered and out of order.');
  vendors.stripe.faults.add(
    { webhook: 'invoice.paid', times: 2, fault: { type: 'duplicate', copies: 3, concurrent: true } },
    { webhook: 'customer.subscription.created', fault: { type: 'reorder' } },
    { webhook: 'customer.subscription.updated', fault: { type: 'tamper' } },
  );
  const ada = await signIn(stage, cast, 'ada');
  const client = await payments.stripe.client();
  const customer = await client.customers.create({ name: 'Ada and Sons' });
  const card = await client.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  const product = await client.products.create({ name: 'Seats' });
  const price = (unit_amount: number): Promise<Stripe.Price> =>
    client.prices.create({ product: product.id, currency: 'usd', unit_amount, recurring: { interval: 'month' } });
  const [small, large] = [await price(2_000), await price(9_000)];

  const payer = { customerId: customer.id, paymentMethodId: card.id };
  const { subscriptionId, clientSecret = '' } = await stage.visit(ada, '/subscribe', { ...payer, priceId: small.id });
  await client.paymentIntents.confirm(clientSecret.split('_secret_')[0] ?? '', { payment_method: card.id });
  timeline.say('Ada', 'confirms the first payment in the browser');
  await stage.visit(ada, '/upgrade', { subscriptionId, priceId: large.id });
}
