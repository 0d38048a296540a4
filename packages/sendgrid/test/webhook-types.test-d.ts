// Checked by the compiler with the rest of the package; nothing here runs.
import { createMemoryInbox, createWebhookHandler, type WebhookSource } from '@breakwater/core/webhooks';
import {
  type SendGridBounce,
  type SendGridEvents,
  type SendGridWebhookEvent,
  sendGridWebhook,
} from '@breakwater/sendgrid/webhooks';
import type { EventField } from '../src/mail/custom-arguments.js';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isTrue = <T extends true>(): T | undefined => undefined;

/** The fields that are written down of each kind of event. */
type FieldsOf<Event> = Event extends object
  ? keyof { [Field in keyof Event as string extends Field ? never : Field]: Event[Field] }
  : never;
// No custom argument can have the name of one of them; `toast` is declared below.
isTrue<Equal<Exclude<FieldsOf<SendGridWebhookEvent>, EventField>, 'toast'>>();

const source = sendGridWebhook({ publicKeys: ['MFkw...', undefined] });
const inbox = createMemoryInbox();

isTrue<Equal<typeof source, WebhookSource<SendGridEvents>>>();

// The key narrows the event, and custom arguments are there without being known.
createWebhookHandler({
  source,
  inbox,
  on: {
    bounce: (event) => {
      isTrue<Equal<typeof event, SendGridBounce>>();
      isTrue<Equal<typeof event.event, 'bounce'>>();
      isTrue<Equal<(typeof event)['orderId'], unknown>>();
    },
    click: (event) => {
      isTrue<Equal<typeof event.url, string>>();
    },
    'toaster.burnt': (event) => {
      isTrue<Equal<typeof event.toast, string>>();
    },
  },
});

// A misspelt type is refused: its handler would never be called.
createWebhookHandler({
  source,
  inbox,
  on: {
    // @ts-expect-error it is called `spamreport`
    spam_report: () => {},
  },
});

// @ts-expect-error one key is a list of one
sendGridWebhook({ publicKeys: 'MFkw...' });
// @ts-expect-error they are keys, not secrets
sendGridWebhook({ secrets: [] });

// A type that is newer than the list can be declared.
declare module '@breakwater/sendgrid/webhooks' {
  interface SendGridEvents {
    readonly 'toaster.burnt': { readonly toast: string };
  }
}
