import { invalidRequest } from '../api/stripe-api-error.js';
import type { Subscription } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { noteCancellation } from './cancel-subscription.js';
import type { CancelAt } from './subscription-parameters.js';

/** When a subscription is to end, as it is asked for. `null` takes a scheduled end back. */
export interface CancellationSchedule {
  readonly cancel_at?: CancelAt | null | undefined;
  readonly cancel_at_period_end?: boolean | undefined;
}

/** Schedules the end of a subscription, or takes the schedule back. */
export function scheduleCancellation(
  state: StripeState,
  subscription: Subscription,
  { cancel_at: at, cancel_at_period_end: atPeriodEnd }: CancellationSchedule,
): void {
  if (at !== undefined && at !== null && atPeriodEnd === true) {
    throw invalidRequest('You may only specify one of these parameters: cancel_at, cancel_at_period_end.');
  }
  const ends = subscription.items.data.map((item) => item.current_period_end);
  const endAt = (time: number): void => {
    if (time <= state.now()) throw invalidRequest('The cancellation must be in the future.', { param: 'cancel_at' });
    subscription.cancel_at = time;
    subscription.canceled_at = state.now();
    noteCancellation(subscription, undefined, 'cancellation_requested');
  };
  if (atPeriodEnd === true || at === 'min_period_end') {
    endAt(Math.min(...ends));
  } else if (typeof at === 'number') {
    endAt(at);
  } else if (at !== undefined && at !== null) {
    endAt(Math.max(...ends));
  } else if ((at === null || atPeriodEnd === false) && subscription.cancel_at !== null) {
    subscription.cancel_at = null;
    subscription.canceled_at = null;
    noteCancellation(subscription, { comment: '', feedback: null }, null);
  }
  if (atPeriodEnd !== undefined || at !== undefined) subscription.cancel_at_period_end = atPeriodEnd === true;
}
