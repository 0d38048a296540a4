export type {
  SendGridAccountEvent,
  SendGridBounce,
  SendGridClick,
  SendGridDeferred,
  SendGridDelivered,
  SendGridDropped,
  SendGridEvents,
  SendGridGroupChange,
  SendGridMailEvent,
  SendGridOpen,
  SendGridProcessed,
  SendGridWebhookEvent,
} from './sendgrid-events.js';
export { type SendGridWebhookOptions, sendGridWebhook } from './sendgrid-webhook.js';
export { type SignSendGridWebhookOptions, signSendGridWebhook } from './sign-sendgrid-webhook.js';
