// Checked by the compiler with the rest of the package; nothing here runs.
import {
  type CloudinaryEvents,
  type CloudinaryNotificationType,
  type CloudinaryUpload,
  cloudinaryWebhook,
} from '@breakwater/cloudinary/webhooks';
import { createMemoryInbox, createWebhookHandler, type WebhookSource } from '@breakwater/core/webhooks';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isTrue = <T extends true>(): T | undefined => undefined;

const source = cloudinaryWebhook({ secrets: ['secret', undefined], algorithm: 'sha256' });
const inbox = createMemoryInbox();

isTrue<Equal<typeof source, WebhookSource<CloudinaryEvents>>>();
isTrue<Equal<keyof CloudinaryEvents, CloudinaryNotificationType>>();

// The key narrows the event.
createWebhookHandler({
  source,
  inbox,
  on: {
    upload: (event) => {
      isTrue<Equal<typeof event, CloudinaryUpload>>();
      isTrue<Equal<typeof event.secure_url, string | undefined>>();
    },
    delete: (event) => {
      isTrue<Equal<typeof event.notification_type, 'delete'>>();
    },
  },
});

// A misspelt type is refused: its handler would never be called.
createWebhookHandler({
  source,
  inbox,
  on: {
    // @ts-expect-error there is no such type
    uploaded: () => {},
  },
});

// @ts-expect-error one secret is a list of one: each character of a string would be a secret
cloudinaryWebhook({ secrets: 'secret' });
// @ts-expect-error there is no such hash here
cloudinaryWebhook({ secrets: [], algorithm: 'md5' });
