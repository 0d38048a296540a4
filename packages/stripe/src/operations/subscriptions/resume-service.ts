import { withoutUndefined } from '@breakwater/core';
import type Stripe from 'stripe';
import type { OperationContext } from '../bind-operation.js';
import { createConflict } from '../create-conflict.js';
import { toSeconds } from '../epoch.js';
import { readCurrent } from './read-current.js';
import type { ProrationBehavior } from './subscription-change.js';
import { NEXT_STEP_EXPANSION } from './subscription-facts.js';

/** How the service of a paused subscription is brought back. */
export interface ResumeTerms {
  readonly billingCycleAnchor?: 'unchanged' | 'now' | undefined;
  readonly paymentBehavior?: 'resume_on_payment_success' | 'resume_on_payment_attempt' | undefined;
  readonly prorationBehavior?: ProrationBehavior | undefined;
  readonly prorationDate?: number | undefined;
}

/**
 * Refuses what Stripe would not resume, before anything is written. Source:
 * https://docs.stripe.com/billing/subscriptions/pause#resume-subscriptions
 *
 * @throws IntegrationError `CONFLICT`
 */
export function assertResumable(found: Stripe.Subscription, terms: ResumeTerms, operation: string): void {
  if (found.status !== 'paused') return;
  if (found.collection_method !== 'charge_automatically') {
    throw createConflict(
      operation,
      'Stripe resumes only subscriptions that are charged automatically: change its `collection_method` with the client first',
    );
  }
  if (terms.paymentBehavior === 'resume_on_payment_success' && !isFlexible(found)) {
    throw createConflict(
      operation,
      "this subscription is in the classic billing mode, which has no 'resume_on_payment_success': leave `paymentBehavior` out",
    );
  }
}

/**
 * Whether a resumption is under way, and waits for the payment of its invoice. Another one would bill it again: the invoice of
 * a resumption is younger than the pause, in which none is made otherwise.
 */
export function awaitsPayment({
  status,
  status_details: details,
  latest_invoice: invoice,
}: Stripe.Subscription): boolean {
  if (status !== 'paused' || typeof invoice !== 'object' || invoice === null || invoice.status !== 'open') return false;
  const pausedAt = details?.paused?.transitioned_at;
  return pausedAt !== undefined && pausedAt !== null && invoice.created >= pausedAt;
}

/** Resumes a paused subscription under `<key>:resume`. It stays paused while an invoice of the resumption is not paid. */
export async function resumeService(
  client: Stripe,
  found: Stripe.Subscription,
  terms: ResumeTerms,
  context: OperationContext,
  operation: string,
): Promise<Stripe.Subscription> {
  const { billingCycleAnchor = 'unchanged', prorationBehavior, prorationDate } = terms;
  const byMode = isFlexible(found) ? 'resume_on_payment_success' : 'resume_on_payment_attempt';
  const answered = await client.subscriptions.resume(
    found.id,
    withoutUndefined({
      billing_cycle_anchor: { type: billingCycleAnchor },
      payment_behavior: terms.paymentBehavior ?? byMode,
      proration_behavior: prorationBehavior,
      proration_date: prorationDate === undefined ? undefined : toSeconds(prorationDate),
      expand: [...NEXT_STEP_EXPANSION],
    }),
    { idempotencyKey: context.deriveKey('resume') },
  );
  const isInForce = ({ status }: Stripe.Subscription): boolean => status !== 'paused';
  return await readCurrent(client, answered, { operation, expand: [...NEXT_STEP_EXPANSION], isInForce });
}

function isFlexible({ billing_mode: mode }: Stripe.Subscription): boolean {
  return mode.type === 'flexible';
}
