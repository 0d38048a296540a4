import {
  type OptionalShape,
  refineShape,
  type Shape,
  type ShapeFields,
  shape,
  withoutUndefined,
} from '@breakwater/core';
import { identifierShape } from '../../identifier.js';
import { metadataShape, type StripeMetadata } from '../../metadata.js';
import type { OperationDefinition } from '../bind-operation.js';
import {
  NEXT_STEP_EXPANSION,
  type SubscriptionFacts,
  type SubscriptionNextStep,
  toNextStep,
  toSubscriptionFacts,
} from './subscription-facts.js';

/** What is subscribed to: one price, or several. */
export type SubscriptionPrices =
  | {
      /** `price_...`: short for one item. Give this or `items`. */
      readonly priceId: string;
      /** Of `priceId`. @default 1 */
      readonly quantity?: number | undefined;
      readonly items?: undefined;
    }
  | {
      /** One to twenty prices (`price_...`). Give this or `priceId`. */
      readonly items: readonly { readonly priceId: string /** @default 1 */; readonly quantity?: number | undefined }[];
      readonly priceId?: undefined;
      readonly quantity?: undefined;
    };

/** How it is subscribed to. */
export interface SubscriptionTerms {
  /** `cus_...` */
  readonly customerId: string;
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

/** Input of `subscriptions.create`. */
export type CreateSubscriptionInput = SubscriptionTerms & SubscriptionPrices;

/** Result of `subscriptions.create`: what was made, and what the customer has to do next. */
export type CreateSubscriptionResult = SubscriptionFacts & SubscriptionNextStep;

const quantity = /* @__PURE__ */ shape.number({
  min: 0,
  max: 1_000_000,
  integer: true,
  expected: 'a whole number from 0',
});

const TERMS = {
  customerId: identifierShape('customer'),
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
} satisfies ShapeFields<SubscriptionTerms>;

const absent = (expected: string): OptionalShape<undefined> =>
  shape.optional(shape.custom<undefined>(() => false, expected));

const ONE_PRICE = /* @__PURE__ */ shape.object({
  ...TERMS,
  priceId: identifierShape('price'),
  quantity: shape.optional(quantity),
  items: absent('left out, because `priceId` is given'),
});

const SEVERAL_PRICES = /* @__PURE__ */ shape.object({
  ...TERMS,
  items: shape.array(shape.object({ priceId: identifierShape('price'), quantity: shape.optional(quantity) }), {
    minLength: 1,
    maxLength: 20,
  }),
  priceId: absent('left out, because `items` is given'),
  quantity: absent('left out, because each of `items` has its own'),
});

/** Told apart by a `priceId` that is given: undefined is the same as leaving it out. */
const PRICES: Shape<CreateSubscriptionInput> = {
  expected: 'an object with `priceId` or `items`',
  parse(value, path, issues) {
    const isShort = (value as { readonly priceId?: unknown } | null | undefined)?.priceId !== undefined;
    return (isShort ? ONE_PRICE : SEVERAL_PRICES).parse(value, path, issues);
  },
};

const INPUT: Shape<CreateSubscriptionInput> = /* @__PURE__ */ refineShape(PRICES, (input, path, issues) => {
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
});

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
    const items = input.items ?? [{ priceId: input.priceId, quantity: input.quantity }];
    const discount =
      couponId === undefined ? promotionCodeId && { promotion_code: promotionCodeId } : { coupon: couponId };
    const subscription = await client.subscriptions.create(
      withoutUndefined({
        customer: input.customerId,
        items: items.map((item) => withoutUndefined({ price: item.priceId, quantity: item.quantity })),
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
