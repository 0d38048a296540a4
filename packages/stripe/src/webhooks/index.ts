export { type SignStripeWebhookOptions, signStripeWebhook } from './sign-stripe-webhook.js';
export type { StripeEvents, StripeThinEvent, StripeWebhookEvent } from './stripe-events.js';
export { type StripeWebhookOptions, stripeWebhook } from './stripe-webhook.js';
