export type {
  SendgridAccountEvent,
  SendgridBounce,
  SendgridClick,
  SendgridDeferred,
  SendgridDelivered,
  SendgridDropped,
  SendgridEvents,
  SendgridGroupChange,
  SendgridMailEvent,
  SendgridOpen,
  SendgridProcessed,
  SendgridWebhookEvent,
} from './sendgrid-events.js';
export { type SendgridWebhookOptions, sendgridWebhook } from './sendgrid-webhook.js';
export { type SignSendgridWebhookOptions, signSendgridWebhook } from './sign-sendgrid-webhook.js';
