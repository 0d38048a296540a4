import { refineShape, type Shape, shape, withoutUndefined } from '@breakwater/core';
import type Stripe from 'stripe';
import { identifierShape } from '../../identifier.js';
import type { OperationContext, OperationDefinition } from '../bind-operation.js';
import { type SubscriptionFacts, toSubscriptionFacts } from './subscription-facts.js';

/** Why a customer leaves, in Stripe's words. */
export type CancellationFeedback = (typeof FEEDBACK)[number];

const FEEDBACK = [
  'customer_service',
  'low_quality',
  'missing_features',
  'other',
  'switched_service',
  'too_complex',
  'too_expensive',
  'unused',
] as const;

/** Input of `subscriptions.cancel`. */
export interface CancelSubscriptionInput {
  /** `sub_...` */
  readonly subscriptionId: string;
  /** `period_end` lets the customer use what is paid for, and can be undone; `now` cannot. @default 'period_end' */
  readonly when?: 'period_end' | 'now' | undefined;
  /** Invoice metered usage and pending prorations at once. Only with `now`. @default false */
  readonly invoiceNow?: boolean | undefined;
  /** Credit the rest of the period. Only with `now`. @default false */
  readonly prorate?: boolean | undefined;
  readonly feedback?: CancellationFeedback | undefined;
  /** In the customer's own words. */
  readonly comment?: string | undefined;
}

/** Result of `subscriptions.cancel`. */
export type CancelSubscriptionResult = SubscriptionFacts & {
  /** `scheduled` until the end of the period, `canceled` at once. */
  readonly cancellation: 'scheduled' | 'canceled';
};

const INPUT: Shape<CancelSubscriptionInput> = /* @__PURE__ */ refineShape(
  shape.object({
    subscriptionId: identifierShape('subscription'),
    when: shape.optional(shape.oneOf(['period_end', 'now'])),
    invoiceNow: shape.optional(shape.boolean()),
    prorate: shape.optional(shape.boolean()),
    feedback: shape.optional(shape.oneOf(FEEDBACK)),
    comment: shape.optional(shape.secret({ maxLength: 5_000 })),
  }),
  (input, path, issues) => {
    if (input.when === 'now') return;
    for (const name of ['invoiceNow', 'prorate'] as const) {
      if (input[name] !== undefined) {
        issues.push({
          path: `${path}.${name}`,
          expected: "left out, unless `when` is 'now'",
          received: String(input[name]),
        });
      }
    }
  },
);

/**
 * Ends a subscription at the end of the paid period, or now. Canceling one that is canceled already succeeds: Stripe
 * answers 404 then, which would make a failure of a repeated request whose first answer was lost.
 */
export const cancelSubscription: OperationDefinition<CancelSubscriptionInput, CancelSubscriptionResult> = {
  name: 'subscriptions.cancel',
  features: ['subscriptions'],
  input: INPUT,
  call: async (client, input, context) => {
    const subscription = input.when === 'now' ? await cancelNow(client, input) : await schedule(client, input, context);
    return {
      ...toSubscriptionFacts(subscription),
      cancellation: subscription.status === 'canceled' ? 'canceled' : 'scheduled',
    };
  },
};

/** A DELETE, which takes no key: it is safe to repeat by what it does. */
async function cancelNow(client: Stripe, input: CancelSubscriptionInput): Promise<Stripe.Subscription> {
  try {
    return await client.subscriptions.cancel(
      input.subscriptionId,
      withoutUndefined({
        invoice_now: input.invoiceNow,
        prorate: input.prorate,
        cancellation_details: toDetails(input),
      }),
    );
  } catch (error) {
    if ((error as { statusCode?: unknown }).statusCode !== 404) throw error;
    const subscription = await client.subscriptions.retrieve(input.subscriptionId);
    if (subscription.status === 'canceled') return subscription;
    throw error;
  }
}

async function schedule(
  client: Stripe,
  input: CancelSubscriptionInput,
  context: OperationContext,
): Promise<Stripe.Subscription> {
  return await client.subscriptions.update(
    input.subscriptionId,
    withoutUndefined({ cancel_at_period_end: true, cancellation_details: toDetails(input) }),
    { idempotencyKey: context.idempotencyKey },
  );
}

function toDetails({
  feedback,
  comment,
}: CancelSubscriptionInput): { feedback?: CancellationFeedback; comment?: string } | undefined {
  return feedback === undefined && comment === undefined ? undefined : withoutUndefined({ feedback, comment });
}
