import { currency, expand } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { ignored, integer, nonEmpty } from '../api/parameter-kinds.js';
import { invalidRequest, parameterMissing, StripeApiError } from '../api/stripe-api-error.js';
import { attemptPayment } from '../invoices/pay-invoice.js';
import { requireTransferable } from '../resources/connected-account.js';
import { authenticationRequired, declineError } from '../resources/decline-error.js';
import { assertAttached } from '../resources/payment-methods.js';
import { newSetupIntent } from '../resources/setup-intents.js';
import { mergeMetadata } from '../state/change.js';
import { idOf, type Subscription } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { periodOf } from './billing-period.js';
import { buildSubscription } from './new-subscription.js';
import { scheduleCancellation } from './schedule-cancellation.js';
import { billSubscription } from './subscription-invoice.js';
import {
  itemAmount,
  newItems,
  newSubscriptionItem,
  resolveItemPrice,
  type SubscriptionItemInput,
} from './subscription-item.js';
import { periodLine } from './subscription-lines.js';
import {
  anchorConfig,
  billingMode,
  billingSchedules,
  cancelAt,
  sharedSubscriptionParameters,
  subscriptionTransfer,
} from './subscription-parameters.js';

/** The items of a new subscription: recurring prices in one currency. Throws 400 for others. */
export function resolveItems(
  state: StripeState,
  subscription: string,
  inputs: readonly SubscriptionItemInput[] | undefined,
  trialEnd: number | undefined,
): Subscription['items']['data'] {
  if (inputs === undefined || inputs.length === 0) throw parameterMissing('items');
  const now = state.now();
  const items = inputs.map((input, index) => {
    const price = resolveItemPrice(state, input, `items[${index}]`);
    return newSubscriptionItem(state, {
      subscription,
      price,
      quantity: input.quantity ?? 1,
      period: trialEnd === undefined ? periodOf(price, now, now) : { start: now, end: trialEnd },
      metadata: mergeMetadata(null, input.metadata),
    });
  });
  if (new Set(items.map(({ price }) => price.currency)).size > 1) {
    throw invalidRequest('All prices on a subscription must have the same `currency`.', { param: 'items' });
  }
  if (new Set(items.map(({ price }) => price.id)).size < items.length) {
    throw invalidRequest('Cannot add multiple subscription items with the same price.', { param: 'items' });
  }
  return items;
}

/** When a trial ends, if there is one. */
export function trialEndOf(
  state: StripeState,
  {
    trial_end: end,
    trial_period_days: days,
  }: { trial_end?: number | 'now' | undefined; trial_period_days?: number | undefined },
): number | undefined {
  if (end === 'now') return undefined;
  if (end !== undefined) {
    if (end <= state.now()) throw invalidRequest('The trial end must be in the future.', { param: 'trial_end' });
    return end;
  }
  return days === undefined || days === 0 ? undefined : state.now() + days * 86_400;
}

/** The method that a subscription pays with. Throws 400 for one that the customer does not have. */
export function checkDefaultMethod(state: StripeState, id: string | undefined, customer: string): void {
  if (id === undefined || id === '') return;
  assertAttached(state, id, 'default_payment_method', customer);
}

type Behaviour = 'allow_incomplete' | 'default_incomplete' | 'error_if_incomplete' | 'pending_if_incomplete';

/** Refuses a subscription that cannot be paid at once, before anything is created. */
function assertPayable(state: StripeState, methodId: string | undefined, behaviour: Behaviour): void {
  if (behaviour === 'default_incomplete') return;
  if (methodId === undefined) {
    throw invalidRequest('This customer has no attached payment source or default payment method.', {
      code: 'resource_missing',
    });
  }
  if (behaviour !== 'error_if_incomplete') return;
  const method = state.behaviours.get(methodId);
  if (method?.outcome === 'decline' && method.decline) throw declineError(method.decline);
  if (method?.outcome === 'authenticate') {
    throw new StripeApiError(402, {
      type: 'card_error',
      code: 'subscription_payment_intent_requires_action',
      message: authenticationRequired.message,
    });
  }
}

export const createSubscription: Operation = operation(
  'POST /v1/subscriptions',
  'subscription',
  {
    ...sharedSubscriptionParameters,
    backdate_start_date: ignored(integer()),
    billing_cycle_anchor: ignored(integer()),
    billing_cycle_anchor_config: anchorConfig,
    billing_mode: billingMode,
    billing_schedules: billingSchedules,
    cancel_at: cancelAt,
    currency,
    customer: nonEmpty(),
    customer_account: ignored(nonEmpty()),
    expand,
    items: newItems,
    transfer_data: subscriptionTransfer,
    trial_period_days: integer({ min: 0 }),
  },
  ({ state, parameters }) => {
    const {
      payment_behavior: behaviour = 'allow_incomplete',
      collection_method: collection,
      transfer_data: transfer,
    } = parameters;
    if (parameters.customer === undefined) throw parameterMissing('customer');
    if (behaviour === 'pending_if_incomplete') {
      throw invalidRequest('`pending_if_incomplete` can only be used to update a subscription.', {
        param: 'payment_behavior',
      });
    }
    const customer = state.customers.require(parameters.customer, 'customer');
    checkDefaultMethod(state, parameters.default_payment_method, customer.id);
    if (transfer) requireTransferable(state, transfer.destination, 'transfer_data[destination]');
    const sent = collection === 'send_invoice';
    if (sent && parameters.days_until_due === undefined) throw parameterMissing('days_until_due');
    const trialEnd = trialEndOf(state, parameters);
    const id = state.identifier('sub');
    const items = resolveItems(state, id, parameters.items, trialEnd);
    const total = trialEnd === undefined ? items.reduce((sum, item) => sum + itemAmount(item), 0) : 0;
    const methodId =
      (parameters.default_payment_method || undefined) ?? idOf(customer.invoice_settings.default_payment_method);
    if (!sent && total + customer.balance > 0) assertPayable(state, methodId, behaviour);

    const subscription = buildSubscription(state, {
      id,
      customer: customer.id,
      currency: items[0]?.price.currency ?? 'usd',
      items,
      status: trialEnd !== undefined ? 'trialing' : sent || total === 0 ? 'active' : 'incomplete',
      applicationFeePercent: parameters.application_fee_percent,
      billingMode: parameters.billing_mode?.type,
      collectionMethod: collection,
      daysUntilDue: parameters.days_until_due,
      defaultPaymentMethod: parameters.default_payment_method || undefined,
      description: parameters.description || undefined,
      metadata: mergeMetadata(null, parameters.metadata),
      missingPaymentMethod: parameters.trial_settings?.end_behavior.missing_payment_method,
      onBehalfOf: parameters.on_behalf_of,
      saveDefault: parameters.payment_settings?.save_default_payment_method,
      transferData: transfer && { amount_percent: transfer.amount_percent ?? null, destination: transfer.destination },
      trial: trialEnd === undefined ? undefined : { start: state.now(), end: trialEnd },
    });
    scheduleCancellation(state, subscription, parameters);
    state.subscriptions.add(subscription);
    start(state, subscription, behaviour, parameters.off_session ?? false);
    return subscription;
  },
);

/** Bills the first period, and asks for the payment in the way that was wished for. */
function start(state: StripeState, subscription: Subscription, behaviour: Behaviour, offSession: boolean): void {
  const trial = subscription.status === 'trialing';
  const lines = subscription.items.data.map((item) => {
    const period = { start: item.current_period_start, end: item.current_period_end };
    return periodLine(state, item, period, { trial });
  });
  state.emit('customer.subscription.created', subscription);
  const invoice = billSubscription(state, subscription, 'subscription_create', lines);
  if (trial && behaviour === 'default_incomplete') {
    subscription.pending_setup_intent = newSetupIntent(state, { customer: idOf(subscription.customer) }).id;
  }
  if (invoice.status === 'open' && behaviour !== 'default_incomplete') attemptPayment(state, invoice, offSession);
}
