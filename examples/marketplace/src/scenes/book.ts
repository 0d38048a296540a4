import type { Fault } from '@breakwater/testing';
import type { Payer } from '../payments/payments.ts';
import type { Stage } from '../stage.ts';
import { ADDRESSES, type Cast, signIn } from './cast.ts';
import { SERVICES } from './publish.ts';

const BAD_MINUTE: readonly (readonly [string, Fault, number])[] = [
  ['is asked to slow down', { type: 'status', status: 429, headers: { 'retry-after': '1' } }, 1],
  ['answers 503 twice', { type: 'status', status: 503 }, 2],
  ['charges and then drops the connection', { type: 'reset', when: 'after' }, 1],
  ['hangs', { type: 'hang' }, 1],
];

/** A customer books while Stripe has a bad minute, and one order is refunded in part. Returns how the customer pays. */
export async function bookInABadMinute(stage: Stage, cast: Cast): Promise<Payer> {
  const { payments, vendors, timeline } = stage;
  const client = await payments.stripe.client();
  const customer = await client.customers.create({ name: 'Cara' });
  const card = await client.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  const payer = { customerId: customer.id, paymentMethodId: card.id };
  // The second delivery of each batch is the same one; the story's own failure strikes one event of a batch.
  // Twilio has no keys against a second text: when its answer is lost, the text is looked up.
  vendors.twilio.faults.add({ match: 'POST /2010-04-01/*', fault: { type: 'reset', when: 'after' } });
  vendors.sendgrid.faults.add({ webhook: 'delivered', times: 2, fault: { type: 'duplicate', concurrent: true } });

  const bookings: string[] = [];
  for (const [what, fault, times] of BAD_MINUTE) {
    timeline.say('story', `A booking while Stripe ${what}.`);
    vendors.stripe.faults.add({ match: 'POST /v1/payment_intents', times, fault });
    bookings.push(await book(stage, cast, payer, `order-${bookings.length + 1}`));
  }
  await stage.settle();

  timeline.say('story', 'The first booking is refunded in part.');
  const ada = await signIn(stage, cast, 'ada');
  await stage.visit(ada, '/refund', { paymentIntentId: bookings[0], amount: 400 });
  await stage.settle();
  return payer;
}

/** Books the dearest service, and has the text message arrive. Returns the id of the payment. */
export async function book(stage: Stage, cast: Cast, payer: Payer, bookingId: string): Promise<string> {
  const cara = await signIn(stage, cast, 'cara');
  const serviceId = SERVICES[1].objectID;
  const { twilio } = stage.vendors;
  // Of each message, `delivered` is reported before `sent`.
  twilio.faults.add({ webhook: 'message.status', fault: { type: 'reorder' } });
  const { payment = '' } = await stage.visit(cara, '/book', {
    ...payer,
    bookingId,
    serviceId,
    name: 'Cara',
    email: ADDRESSES.cara,
    phone: '+14155552671',
  });
  await twilio.testHelpers.advance(2_000);
  return payment;
}
