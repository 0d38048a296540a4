import { type Issue, refineShape, type Shape, type ShapeFields, shape, withoutUndefined } from '@breakwater/core';
import type Stripe from 'stripe';
import { currencyShape } from '../../currency.js';
import { identifierShape } from '../../identifier.js';
import { metadataShape, type StripeMetadata } from '../../metadata.js';
import { amountShape } from '../../money.js';
import { urlShape } from '../../url-shape.js';
import type { OperationDefinition } from '../bind-operation.js';
import { toMilliseconds } from '../epoch.js';
import { toId } from '../to-id.js';
import { type CheckoutLine, checkCheckoutLine, checkoutLineShape, toLineItem } from './checkout-line.js';

/** Input of `checkout.createSession`. */
export interface CreateCheckoutSessionInput {
  /** `payment` once, `subscription` again and again, `setup` keeps a payment method for later. */
  readonly mode: 'payment' | 'subscription' | 'setup';
  /** 1 to 100 lines; none in mode `setup`. */
  readonly lines?: readonly CheckoutLine[] | undefined;
  /** Where the customer lands after paying. It does not prove a payment: wait for `checkout.session.completed`. */
  readonly successUrl: string;
  /** Where the customer lands when they turn back. */
  readonly cancelUrl?: string | undefined;
  /** ISO 4217; for mode `setup`. @default the currency of the lines */
  readonly currency?: string | undefined;
  /** `cus_...`. Give this or `customerEmail`, or neither. */
  readonly customerId?: string | undefined;
  readonly customerEmail?: string | undefined;
  /** Your own id, to find the order by. */
  readonly clientReferenceId?: string | undefined;
  /** Free days before the first payment, 1 to 730; in mode `subscription`. */
  readonly trialDays?: number | undefined;
  /** @default false */
  readonly allowPromotionCodes?: boolean | undefined;
  /** Pay this connected account, `acct_...`. Needs the feature `marketplace`. Not in mode `setup`. */
  readonly destinationAccountId?: string | undefined;
  /** What the platform keeps, in minor units; in mode `payment`, with `destinationAccountId`. */
  readonly applicationFeeAmount?: number | undefined;
  /** Kept on the session, and on the payment or the subscription that comes of it as well: Stripe does not copy it. */
  readonly metadata?: StripeMetadata | undefined;
}

/** Result of `checkout.createSession`. */
export interface CheckoutSession {
  readonly sessionId: string;
  /** The page to send the customer to. */
  readonly url: string | undefined;
  readonly status: 'open' | 'complete' | 'expired' | 'unknown';
  readonly paymentStatus: Stripe.Checkout.Session.PaymentStatus;
  /** In milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly subscriptionId: string | undefined;
  readonly paymentIntentId: string | undefined;
  /** The session as Stripe returned it. */
  readonly session: Stripe.Checkout.Session;
}

const fields: ShapeFields<CreateCheckoutSessionInput> = {
  mode: shape.oneOf(['payment', 'subscription', 'setup']),
  lines: shape.optional(shape.array(checkoutLineShape, { minLength: 1, maxLength: 100 })),
  successUrl: urlShape,
  cancelUrl: shape.optional(urlShape),
  currency: shape.optional(currencyShape),
  customerId: shape.optional(identifierShape('customer')),
  customerEmail: shape.optional(
    shape.secret({ maxLength: 512, pattern: /^[^\s@]+@[^\s@]+$/, expected: 'an e-mail address' }),
  ),
  clientReferenceId: shape.optional(shape.secret({ maxLength: 200 })),
  trialDays: shape.optional(
    shape.number({ min: 1, max: 730, integer: true, expected: 'a number of days from 1 to 730' }),
  ),
  allowPromotionCodes: shape.optional(shape.boolean()),
  destinationAccountId: shape.optional(identifierShape('account')),
  applicationFeeAmount: shape.optional(amountShape),
  metadata: shape.optional(metadataShape),
};

const INPUT: Shape<CreateCheckoutSessionInput> = /* @__PURE__ */ refineShape(shape.object(fields), checkTogether);

/** Rules between fields: whether each one that is given fits the mode and the others. */
function checkTogether(input: CreateCheckoutSessionInput, path: string, issues: Issue[]): void {
  const { mode, destinationAccountId } = input;
  const require = (holds: boolean, name: keyof CreateCheckoutSessionInput, expected: string): void => {
    if (!holds)
      issues.push({ path: `${path}.${name}`, expected, received: input[name] === undefined ? 'undefined' : 'given' });
  };
  require((input.lines === undefined) === (mode === 'setup'), 'lines', mode === 'setup'
    ? "left out in mode 'setup'"
    : 'an array');
  require(mode !== 'setup' || input.currency !== undefined, 'currency', "given in mode 'setup'");
  require(input.customerId === undefined ||
    input.customerEmail === undefined, 'customerEmail', 'left out, because `customerId` is given');
  require(mode === 'subscription' ||
    input.trialDays === undefined, 'trialDays', "left out, unless `mode` is 'subscription'");
  require(mode !== 'setup' || destinationAccountId === undefined, 'destinationAccountId', "left out in mode 'setup'");
  const feeIsPossible = mode === 'payment' && destinationAccountId !== undefined;
  require(feeIsPossible ||
    input.applicationFeeAmount ===
      undefined, 'applicationFeeAmount', "left out, unless `mode` is 'payment' and `destinationAccountId` is given");
  const isRecurring = input.lines?.some((line) => !('amount' in line) || line.interval !== undefined) ?? true;
  require(mode !== 'subscription' ||
    isRecurring, 'lines', "an array with a recurring line, because `mode` is 'subscription'");
  for (const [index, line] of (input.lines ?? []).entries()) {
    checkCheckoutLine(line, mode, `${path}.lines[${index}]`, issues);
  }
}

/** Makes a page of Stripe's on which the customer pays, subscribes, or leaves a payment method. */
export const createCheckoutSession: OperationDefinition<CreateCheckoutSessionInput, CheckoutSession> = {
  name: 'checkout.createSession',
  featuresOf: (input) => [
    ...(input.mode === 'subscription' ? (['subscriptions'] as const) : []),
    ...(input.destinationAccountId === undefined ? [] : (['marketplace'] as const)),
  ],
  input: INPUT,
  call: async (client, input, context) => {
    const session = await client.checkout.sessions.create(toParams(input), { idempotencyKey: context.idempotencyKey });
    return {
      sessionId: session.id,
      url: session.url ?? undefined,
      status: STATUSES.find((status) => status === session.status) ?? 'unknown',
      paymentStatus: session.payment_status,
      expiresAt: toMilliseconds(session.expires_at),
      subscriptionId: toId(session.subscription),
      paymentIntentId: toId(session.payment_intent),
      session,
    };
  },
};

const STATUSES = ['open', 'complete', 'expired'] as const;

function toParams(input: CreateCheckoutSessionInput): Stripe.Checkout.SessionCreateParams {
  const { mode, metadata, destinationAccountId: destination } = input;
  const transfer = destination === undefined ? undefined : { destination };
  const made = withoutUndefined({ metadata, transfer_data: transfer });
  return withoutUndefined({
    mode,
    line_items: input.lines?.map(toLineItem),
    success_url: input.successUrl,
    cancel_url: input.cancelUrl,
    currency: input.currency,
    customer: input.customerId,
    customer_email: input.customerEmail,
    client_reference_id: input.clientReferenceId,
    allow_promotion_codes: input.allowPromotionCodes,
    metadata,
    payment_intent_data:
      mode === 'payment'
        ? withoutUndefined({ ...made, application_fee_amount: input.applicationFeeAmount })
        : undefined,
    subscription_data:
      mode === 'subscription' ? withoutUndefined({ ...made, trial_period_days: input.trialDays }) : undefined,
    setup_intent_data: mode === 'setup' ? withoutUndefined({ metadata }) : undefined,
  });
}
