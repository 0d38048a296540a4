export type { AcmeEvents, OrderEvent } from './acme-events.js';
export { type AcmeWebhookOptions, acmeWebhook } from './acme-webhook.js';
export { signAcmeWebhook } from './sign-acme-webhook.js';
