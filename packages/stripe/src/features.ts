/** Parts of Stripe that an application uses. A part that is off is refused with `FEATURE_DISABLED` before any I/O. */
export interface StripeFeatures {
  /** `subscriptions.*`, and `checkout.createSession` in mode `subscription`. @default true */
  readonly subscriptions: boolean;
  /** Moving money to connected accounts: `connect.createDestinationCharge`, `connect.createTransfer`, and `destinationAccountId` elsewhere. @default true */
  readonly marketplace: boolean;
  /** Bringing connected accounts on board: `connect.createOnboardingLink`. @default true */
  readonly connect: boolean;
  /** The customer's own pages: `billing.*`. @default true */
  readonly billing: boolean;
  /** `invoices.*`. @default true */
  readonly invoicing: boolean;
}

/** The name of a feature. */
export type StripeFeature = keyof StripeFeatures;

/** Every feature on: what `createStripe` starts from. */
export const ALL_FEATURES: StripeFeatures = /* @__PURE__ */ Object.freeze({
  subscriptions: true,
  marketplace: true,
  connect: true,
  billing: true,
  invoicing: true,
});
