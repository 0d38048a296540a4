import { invalidRequest, resourceMissing } from '../api/stripe-api-error.js';
import type { LineInit } from '../invoices/invoice-line.js';
import { mergeMetadata } from '../state/change.js';
import type { Subscription, SubscriptionItem } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { intervalOf, periodOf } from './billing-period.js';
import { newSubscriptionItem, resolveItemPrice, type SubscriptionItemInput } from './subscription-item.js';
import { periodLine, prorationLine } from './subscription-lines.js';

/** What a change of a subscription's items comes to, before anything is changed. */
export interface PlannedChange {
  readonly items: SubscriptionItem[];
  /** Credits and charges for the rest of the running period, and whole periods that begin now. */
  readonly lines: readonly LineInit[];
  /** The billing period starts anew, so that the lines are billed at once. */
  readonly restarts: boolean;
}

/** How a change is to be billed. */
export interface ChangeTerms {
  /** Epoch seconds from which on the change counts. */
  readonly at: number;
  readonly prorate: boolean;
  /** Begin the billing period anew. */
  readonly restart?: boolean;
}

/**
 * Works out a change of items: unused time of what goes is given back, the rest of the period of what comes is charged.
 * A price with another interval begins a period of its own.
 */
export function planChange(
  state: StripeState,
  subscription: Subscription,
  inputs: readonly SubscriptionItemInput[],
  terms: ChangeTerms,
): PlannedChange {
  const present = subscription.items.data;
  const next = new Map(present.map((item) => [item.id, item]));
  const changed = new Set<string>();
  const fresh = new Set<string>();
  for (const [index, input] of inputs.entries()) {
    const param = `items[${index}]`;
    const old = input.id === undefined ? undefined : next.get(input.id);
    if (input.id !== undefined && !old) throw resourceMissing('subscription_item', input.id, `${param}[id]`);
    if (input.deleted === true) {
      if (!old) throw invalidRequest('An item without id cannot be deleted.', { param: `${param}[deleted]` });
      next.delete(old.id);
      continue;
    }
    const { item, ownPeriod } = revise(state, subscription, old, input, param);
    next.set(item.id, item);
    changed.add(item.id);
    if (ownPeriod) fresh.add(item.id);
  }
  if (next.size === 0) throw invalidRequest('A subscription must have at least one item.', { param: 'items' });
  const prices = [...next.values()].map(({ price }) => price);
  if (new Set(prices.map(({ id }) => id)).size < prices.length) {
    throw invalidRequest('Cannot add multiple subscription items with the same price.', { param: 'items' });
  }
  if (prices.some((price) => price.currency !== subscription.currency)) {
    throw invalidRequest('All prices on a subscription must have the same `currency`.', { param: 'items' });
  }
  const planned = bill(state, present, [...next.values()], { changed, fresh }, terms);
  return subscription.status === 'paused' ? withoutMoney(planned, present) : planned;
}

/** A paused subscription makes no invoices, and its period stands still: only what it is resumed with changes. */
function withoutMoney({ items }: PlannedChange, present: readonly SubscriptionItem[]): PlannedChange {
  const [
    { current_period_start: start, current_period_end: end } = { current_period_start: 0, current_period_end: 0 },
  ] = present;
  const still = items.map((item) => ({ ...item, current_period_start: start, current_period_end: end }));
  return { items: still, lines: [], restarts: false };
}

function revise(
  state: StripeState,
  subscription: Subscription,
  old: SubscriptionItem | undefined,
  input: SubscriptionItemInput,
  param: string,
): { item: SubscriptionItem; ownPeriod: boolean } {
  const named = input.price ?? input.plan ?? input.price_data;
  const price = old && named === undefined ? old.price : resolveItemPrice(state, input, param);
  const now = state.now();
  const sibling = subscription.items.data.find((item) => intervalOf(item.price) === intervalOf(price));
  const shared = old && intervalOf(old.price) === intervalOf(price) ? old : sibling;
  const period = shared
    ? { start: shared.current_period_start, end: shared.current_period_end }
    : periodOf(price, now, now);
  const item = newSubscriptionItem(state, {
    id: old?.id,
    subscription: subscription.id,
    price,
    // A changed price comes with a quantity of its own, which is 1 unless it is said.
    quantity: input.quantity ?? (old?.price.id === price.id ? old.quantity : undefined) ?? 1,
    period,
    metadata: mergeMetadata(old?.metadata ?? null, input.metadata),
  });
  return { item, ownPeriod: shared === undefined };
}

function bill(
  state: StripeState,
  before: readonly SubscriptionItem[],
  after: readonly SubscriptionItem[],
  { changed, fresh }: { readonly changed: ReadonlySet<string>; readonly fresh: ReadonlySet<string> },
  { at, prorate, restart = false }: ChangeTerms,
): PlannedChange {
  const kept = new Set(after.map((item) => item.id));
  const lines: LineInit[] = [];
  for (const item of before) {
    if (prorate && (restart || changed.has(item.id) || !kept.has(item.id))) {
      lines.push(prorationLine(state, item, at, -1));
    }
  }
  const items = after.map((item) => {
    if (!restart && !fresh.has(item.id)) {
      if (prorate && changed.has(item.id)) lines.push(prorationLine(state, item, at, 1));
      return item;
    }
    const period = periodOf(item.price, at, at);
    lines.push(periodLine(state, item, period));
    return { ...item, current_period_start: period.start, current_period_end: period.end };
  });
  return { items, lines, restarts: restart || fresh.size > 0 };
}
