import type { LineInit } from '../invoices/invoice-line.js';
import type { SubscriptionItem } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { type Period, periodOf } from './billing-period.js';
import { periodLine, prorationLine } from './subscription-lines.js';

/** How a paused subscription is to go on. */
export interface ResumptionTerms {
  /** Begin a period now, or go on with the dates that there were. */
  readonly anchor: 'now' | 'unchanged';
  /** Epoch seconds of the anchor that there was. */
  readonly present: number;
  /** Charge the rest of the period that is running, from `at` on. Only with `unchanged`. */
  readonly prorate: boolean;
  /** Epoch seconds. */
  readonly at: number;
}

/** What resuming a subscription comes to, before anything is changed. */
export interface PlannedResumption {
  readonly items: SubscriptionItem[];
  readonly lines: readonly LineInit[];
  /** Epoch seconds. */
  readonly anchor: number;
}

/** Works out the periods that items are resumed into, and what they cost. */
export function planResumption(
  state: StripeState,
  paused: readonly SubscriptionItem[],
  { anchor, present, prorate, at }: ResumptionTerms,
): PlannedResumption {
  const now = state.now();
  const begin = anchor === 'now' ? now : present;
  const items = paused.map((item) => {
    const { start, end } = anchor === 'now' ? periodOf(item.price, now, now) : periodAround(item, now, present);
    return { ...item, current_period_start: start, current_period_end: end };
  });
  if (anchor === 'now') {
    const whole = items.map((item) =>
      periodLine(state, item, { start: item.current_period_start, end: item.current_period_end }),
    );
    return { items, lines: whole, anchor: begin };
  }
  return { items, lines: prorate ? items.map((item) => prorationLine(state, item, at, 1)) : [], anchor: begin };
}

/** The period of an item's billing dates that a moment lies in. */
function periodAround(item: SubscriptionItem, moment: number, anchor: number): Period {
  if (anchor > moment) return { start: item.current_period_start, end: anchor };
  let period = periodOf(item.price, anchor, anchor);
  while (period.end <= moment) period = periodOf(item.price, period.end, anchor);
  return period;
}
