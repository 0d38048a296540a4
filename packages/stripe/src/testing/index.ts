export type { CheckoutAnswers } from './checkout/complete-checkout.js';
export {
  createStripeEmulator,
  type StripeBook,
  type StripeEmulator,
  type StripeEmulatorOptions,
} from './create-stripe-emulator.js';
export type { Invoice, Price, StripeEvent, Subscription } from './state/objects.js';
export type { AmountByCurrency, StripeBelief } from './stripe-book.js';
export type { StripeTestHelpers } from './stripe-test-helpers.js';
export type { StripeWebhookEndpoint, StripeWebhookEndpoints } from './stripe-webhook-endpoints.js';
