import { type Issue, type ShapeFields, shape } from '@breakwater/core';
import { identifierShape } from '../../identifier.js';
import { urlShape } from '../../url-shape.js';

/** How a payment is confirmed on the server. */
export interface PaymentConfirmation {
  /** Confirm at once, with `paymentMethodId`. @default false: the customer confirms in the browser */
  readonly confirm?: boolean | undefined;
  /** `pm_...` */
  readonly paymentMethodId?: string | undefined;
  /** Where a payment method that redirects sends the customer back to. Without it such methods are left out. */
  readonly returnUrl?: string | undefined;
  /**
   * Offer methods that send the customer elsewhere, such as iDEAL. Say `false` when `payments.confirm` is to confirm
   * without a `returnUrl`. @default true, unless `confirm` is true and there is no `returnUrl`
   */
  readonly allowRedirects?: boolean | undefined;
  /** The customer is not there to answer questions of the bank. @default false */
  readonly offSession?: boolean | undefined;
}

/** The rules for the fields of a {@link PaymentConfirmation}. */
export const paymentConfirmationFields: ShapeFields<PaymentConfirmation> = {
  confirm: shape.optional(shape.boolean()),
  paymentMethodId: shape.optional(identifierShape('paymentMethod')),
  returnUrl: shape.optional(urlShape),
  allowRedirects: shape.optional(shape.boolean()),
  offSession: shape.optional(shape.boolean()),
};

/** What has to be given together. */
export function checkConfirmation(input: PaymentConfirmation, path: string, issues: Issue[]): void {
  if (input.confirm === true) {
    const missing = (name: keyof PaymentConfirmation, why: string): void => {
      issues.push({ path: `${path}.${name}`, expected: `given, because ${why}`, received: 'undefined' });
    };
    if (input.paymentMethodId === undefined) missing('paymentMethodId', '`confirm` is true');
    if (input.allowRedirects === true && input.returnUrl === undefined)
      missing('returnUrl', '`allowRedirects` is true');
    return;
  }
  for (const name of ['returnUrl', 'offSession'] as const) {
    if (input[name] !== undefined) {
      issues.push({
        path: `${path}.${name}`,
        expected: 'left out, unless `confirm` is true',
        received: String(input[name]),
      });
    }
  }
}
