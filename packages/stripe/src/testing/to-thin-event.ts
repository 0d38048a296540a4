import type { StripeThinEvent } from '../webhooks/index.js';
import type { StripeEvent } from './state/objects.js';

/** Where the objects that events are about are fetched. An object of another kind is named by no thin event. */
const paths: Readonly<Record<string, string>> = {
  account: '/v1/accounts/',
  application_fee: '/v1/application_fees/',
  charge: '/v1/charges/',
  'checkout.session': '/v1/checkout/sessions/',
  customer: '/v1/customers/',
  dispute: '/v1/disputes/',
  invoice: '/v1/invoices/',
  invoice_payment: '/v1/invoice_payments/',
  invoiceitem: '/v1/invoiceitems/',
  payment_intent: '/v1/payment_intents/',
  payment_method: '/v1/payment_methods/',
  payout: '/v1/payouts/',
  price: '/v1/prices/',
  product: '/v1/products/',
  refund: '/v1/refunds/',
  setup_intent: '/v1/setup_intents/',
  subscription: '/v1/subscriptions/',
  transfer: '/v1/transfers/',
};

// One event is known under two ids. Ours can be turned into each other, so that nothing has to be kept twice.
const snapshotPrefix = 'evt_';
const thinPrefix = 'evt_65';

/** A snapshot event as Stripe tells of it in its second form: its type begins with `v1.`, and its object is only named. */
export function toThinEvent(event: StripeEvent): StripeThinEvent & { readonly snapshot_event: string } {
  const { id, object: type } = event.data.object as { readonly id?: string; readonly object?: string };
  const path = type === undefined ? undefined : paths[type];
  const { id: requestId, idempotency_key: key } = event.request;
  return {
    id: `${thinPrefix}${event.id.slice(snapshotPrefix.length)}`,
    object: 'v2.core.event',
    type: `v1.${event.type}`,
    created: new Date(event.created * 1_000).toISOString(),
    livemode: false,
    related_object:
      id === undefined || type === undefined || path === undefined ? null : { id, type, url: `${path}${id}` },
    reason: requestId === null ? null : { type: 'request', request: { id: requestId, idempotency_key: key ?? '' } },
    snapshot_event: event.id,
  };
}

/** The id of the snapshot event that a thin event with this id tells of. */
export function toSnapshotId(thinId: string): string | undefined {
  return thinId.startsWith(thinPrefix) ? `${snapshotPrefix}${thinId.slice(thinPrefix.length)}` : undefined;
}
