// Checked by the compiler with the rest of the package; nothing here runs.
import { createMemoryInbox, createWebhookHandler, type WebhookSource } from '@breakwater/core/webhooks';
import { type TwilioCloudEvent, type TwilioEvents, twilioWebhook } from '@breakwater/twilio/webhooks';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isTrue = <T extends true>(): T | undefined => undefined;

const source = twilioWebhook({ secrets: ['token', undefined, new Uint8Array(32)] });
const inbox = createMemoryInbox();

isTrue<Equal<typeof source, WebhookSource<TwilioEvents>>>();

// The key narrows the event.
createWebhookHandler({
  source,
  inbox,
  on: {
    'message.status': (event) => {
      isTrue<Equal<typeof event.MessageStatus, string>>();
      isTrue<Equal<typeof event.ErrorCode, string | undefined>>();
    },
    'message.received': (event) => {
      isTrue<Equal<typeof event.Body, string | undefined>>();
    },
    'com.twilio.tomorrow.thing': (event) => {
      isTrue<Equal<typeof event, TwilioCloudEvent>>();
    },
  },
});

// A misspelt type is refused: its handler would never be called.
createWebhookHandler({
  source,
  inbox,
  on: {
    // @ts-expect-error there is no such type
    'message.state': () => {},
  },
});

// @ts-expect-error one token is a list of one: each character of a string would be a token
twilioWebhook({ secrets: 'token' });
// @ts-expect-error the list is not optional, though it may be undefined: leaving it out is a mistake
twilioWebhook({});
twilioWebhook({ secrets: undefined, publicUrl: ({ url }) => url });
