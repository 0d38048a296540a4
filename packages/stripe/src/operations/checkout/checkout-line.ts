import { type Issue, type Shape, shape, withoutUndefined } from '@breakwater/core';
import type Stripe from 'stripe';
import { chooseShape } from '../../choose-shape.js';
import { currencyShape } from '../../currency.js';
import { identifierShape } from '../../identifier.js';
import { amountShape, checkMoney } from '../../money.js';

/** What a checkout sells. */
export type CheckoutLine =
  /** A price from the catalogue. */
  | { readonly priceId: string /** @default 1 */; readonly quantity?: number | undefined }
  /** Anything else, described here. */
  | {
      readonly name: string;
      /** Of one piece, in the currency's minor unit. */
      readonly amount: number;
      /** ISO 4217, in either case. */
      readonly currency: string;
      /** @default 1 */
      readonly quantity?: number | undefined;
      /** How often it is paid, in mode `subscription`. @default once, on the first invoice */
      readonly interval?: 'day' | 'week' | 'month' | 'year' | undefined;
    };

const quantity = /* @__PURE__ */ shape.number({
  min: 1,
  max: 1_000_000,
  integer: true,
  expected: 'a whole number from 1',
});

/** A line by a price of the catalogue, or by a name and an amount. */
export const checkoutLineShape: Shape<CheckoutLine> = /* @__PURE__ */ chooseShape(
  'amount',
  shape.object({
    name: shape.string({ maxLength: 250 }),
    amount: amountShape,
    currency: currencyShape,
    quantity: shape.optional(quantity),
    interval: shape.optional(shape.oneOf(['day', 'week', 'month', 'year'])),
  }),
  shape.object({ priceId: identifierShape('price'), quantity: shape.optional(quantity) }),
);

/** Whether a line has an amount that its currency allows, and an interval only where there is a subscription. */
export function checkCheckoutLine(line: CheckoutLine, mode: string, path: string, issues: Issue[]): void {
  if (!('amount' in line)) return;
  checkMoney(line, path, issues);
  if (line.interval !== undefined && mode !== 'subscription') {
    issues.push({
      path: `${path}.interval`,
      expected: "left out, unless `mode` is 'subscription'",
      received: line.interval,
    });
  }
}

/** The line as Stripe takes it. */
export function toLineItem(line: CheckoutLine): Stripe.Checkout.SessionCreateParams.LineItem {
  const { quantity: pieces = 1 } = line;
  if (!('amount' in line)) return { price: line.priceId, quantity: pieces };
  const price = withoutUndefined({
    currency: line.currency,
    unit_amount: line.amount,
    product_data: { name: line.name },
    recurring: line.interval === undefined ? undefined : { interval: line.interval },
  });
  return { price_data: price, quantity: pieces };
}
