export type {
  CloudinaryEvents,
  CloudinaryModeration,
  CloudinaryNotification,
  CloudinaryNotificationType,
  CloudinaryRename,
  CloudinaryTrigger,
  CloudinaryUpload,
} from './cloudinary-events.js';
export { type CloudinaryWebhookOptions, cloudinaryWebhook } from './cloudinary-webhook.js';
export { type SignCloudinaryWebhookOptions, signCloudinaryWebhook } from './sign-cloudinary-webhook.js';
