export { type SignStripeWebhookOptions, signStripeWebhook } from './sign-stripe-webhook.js';
export type { StripeEvents, StripeWebhookEvent } from './stripe-events.js';
export { type StripeWebhookOptions, stripeWebhook } from './stripe-webhook.js';
export type { RelatedObject, StripeThinEvent, ThinEventType, WholeEvent } from './thin-event.js';
