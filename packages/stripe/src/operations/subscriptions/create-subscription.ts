import { type Shape, shape } from '@breakwater/core';
import { identifierShape } from '../../identifier.js';
import { metadataShape, type StripeMetadata } from '../../metadata.js';
import { refineShape } from '../../refine-shape.js';
import { withoutUndefined } from '../../without-undefined.js';
import type { OperationDefinition } from '../bind-operation.js';
import {
  NEXT_STEP_EXPANSION,
  type SubscriptionFacts,
  type SubscriptionNextStep,
  toNextStep,
  toSubscriptionFacts,
} from './subscription-facts.js';

/** Input of `subscriptions.create`. */
export interface CreateSubscriptionInput {
  /** `cus_...` */
  readonly customerId: string;
  /** One to twenty prices (`price_...`). */
  readonly items: readonly { readonly priceId: string /** @default 1 */; readonly quantity?: number | undefined }[];
  /** What to charge, `pm_...`. @default the customer's default payment method */
  readonly paymentMethodId?: string | undefined;
  /** Free days before the first payment, 1 to 730. */
  readonly trialDays?: number | undefined;
  /** A discount. Give this or `promotionCodeId`. */
  readonly couponId?: string | undefined;
  /** `promo_...`: a code that a customer typed, looked up. */
  readonly promotionCodeId?: string | undefined;
  /** Pay each invoice out to this connected account, `acct_...`. Needs the feature `marketplace`. */
  readonly destinationAccountId?: string | undefined;
  /** Percent of each invoice that the platform keeps, with at most two decimals. Needs `destinationAccountId`. */
  readonly applicationFeePercent?: number | undefined;
  readonly metadata?: StripeMetadata | undefined;
}

/** Result of `subscriptions.create`: what was made, and what the customer has to do next. */
export type CreateSubscriptionResult = SubscriptionFacts & SubscriptionNextStep;

const quantity = /* @__PURE__ */ shape.number({
  min: 0,
  max: 1_000_000,
  integer: true,
  expected: 'a whole number from 0',
});

const INPUT: Shape<CreateSubscriptionInput> = /* @__PURE__ */ refineShape(
  shape.object({
    customerId: identifierShape('customer'),
    items: shape.array(shape.object({ priceId: identifierShape('price'), quantity: shape.optional(quantity) }), {
      minLength: 1,
      maxLength: 20,
    }),
    paymentMethodId: shape.optional(identifierShape('paymentMethod')),
    trialDays: shape.optional(
      shape.number({ min: 1, max: 730, integer: true, expected: 'a number of days from 1 to 730' }),
    ),
    couponId: shape.optional(identifierShape('coupon')),
    promotionCodeId: shape.optional(identifierShape('promotionCode')),
    destinationAccountId: shape.optional(identifierShape('account')),
    applicationFeePercent: shape.optional(
      shape.custom<number>(isPercentage, 'a percentage from 0 to 100 with at most two decimals'),
    ),
    metadata: shape.optional(metadataShape),
  }),
  (input, path, issues) => {
    if (input.couponId !== undefined && input.promotionCodeId !== undefined) {
      issues.push({
        path: `${path}.promotionCodeId`,
        expected: 'left out, because `couponId` is given',
        received: 'both',
      });
    }
    if (input.applicationFeePercent !== undefined && input.destinationAccountId === undefined) {
      const expected = 'left out, unless `destinationAccountId` is given';
      issues.push({ path: `${path}.applicationFeePercent`, expected, received: String(input.applicationFeePercent) });
    }
  },
);

function isPercentage(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 100 && Number((value * 100).toFixed(6)) % 1 === 0;
}

/**
 * Starts a subscription without waiting for its first payment: it is `incomplete` until the customer confirms that
 * payment in the browser, and the payment method is then kept for the following ones. A declined first payment therefore
 * leaves a subscription to retry instead of an error.
 */
export const createSubscription: OperationDefinition<CreateSubscriptionInput, CreateSubscriptionResult> = {
  name: 'subscriptions.create',
  features: ['subscriptions'],
  featuresOf: (input) => (input.destinationAccountId === undefined ? [] : ['marketplace']),
  input: INPUT,
  call: async (client, input, context) => {
    const { couponId, promotionCodeId, destinationAccountId } = input;
    const discount =
      couponId === undefined ? promotionCodeId && { promotion_code: promotionCodeId } : { coupon: couponId };
    const subscription = await client.subscriptions.create(
      withoutUndefined({
        customer: input.customerId,
        items: input.items.map((item) => withoutUndefined({ price: item.priceId, quantity: item.quantity })),
        payment_behavior: 'default_incomplete',
        payment_settings: { save_default_payment_method: 'on_subscription' },
        default_payment_method: input.paymentMethodId,
        trial_period_days: input.trialDays,
        discounts: discount ? [discount] : undefined,
        transfer_data: destinationAccountId === undefined ? undefined : { destination: destinationAccountId },
        application_fee_percent: input.applicationFeePercent,
        metadata: input.metadata,
        expand: [...NEXT_STEP_EXPANSION],
      }),
      { idempotencyKey: context.idempotencyKey },
    );
    return { ...toSubscriptionFacts(subscription), ...toNextStep(subscription) };
  },
};
