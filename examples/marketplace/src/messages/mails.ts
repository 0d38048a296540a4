import type { Telemetry } from '@breakwater/core';
import { createWebhookHandler, type WebhookHandler } from '@breakwater/core/webhooks';
import { type BookingConfirmationVariables, createSendGrid, template } from '@breakwater/sendgrid';
import { type SendGridMailEvent, sendGridWebhook } from '@breakwater/sendgrid/webhooks';
import type { SqliteTransaction } from '@breakwater/sqlite';
import type { Store } from '../store/open-store.ts';

/** A confirmation, which the buyer gets, and the seller with it. */
export interface Confirmation {
  readonly bookingId: string;
  readonly buyer: string;
  readonly seller: string;
  readonly variables: BookingConfirmationVariables;
}

/** Mails, and what became of them. */
export interface Mails {
  readonly webhooks: WebhookHandler;
  /** Sends a confirmation, and returns the id that its events will have. */
  confirm(confirmation: Confirmation): Promise<string>;
  close(): Promise<void>;
}

/** What {@link createMails} needs. */
export interface MailsOptions {
  readonly apiKey: string;
  readonly publicKey: string;
  readonly baseUrl: string;
  readonly store: Store;
  readonly telemetry: readonly Telemetry[];
  /** Called before an event is applied, and may throw: the story plants a failure of the application's own here. */
  readonly beforeApplying?: ((event: SendGridMailEvent, attempt: number) => void) | undefined;
}

/** Makes {@link Mails}. */
export function createMails(options: MailsOptions): Mails {
  const { apiKey, baseUrl, store, telemetry } = options;
  const sendgrid = createSendGrid({
    apiKey,
    baseUrl,
    telemetry,
    fromEmail: 'bookings@marketplace.example',
    templates: { bookingConfirmation: template<BookingConfirmationVariables>(`d-${'c'.repeat(32)}`) },
  });

  /** One event of a batch: when it fails, it alone comes again. */
  const apply = async (
    event: SendGridMailEvent,
    { attempt, subject, transaction }: { attempt: number; subject: string | undefined; transaction: SqliteTransaction },
  ): Promise<void> => {
    options.beforeApplying?.(event, attempt);
    const insert = 'INSERT INTO mail_event (event, mail, type, recipient) VALUES (?, ?, ?, ?)';
    await store.write(insert, [event.sg_event_id, subject ?? '', event.event, event.email], transaction);
  };

  return {
    close: sendgrid.close,
    webhooks: createWebhookHandler({
      source: sendGridWebhook({ publicKeys: [options.publicKey] }),
      inbox: store.inbox,
      telemetry,
      retryPolicy: { baseDelay: 50 },
      on: { processed: apply, delivered: apply, bounce: apply, dropped: apply },
    }),
    async confirm({ bookingId, buyer, seller, variables }) {
      const { messageId = '' } = await sendgrid.emails.send({
        template: 'bookingConfirmation',
        to: buyer,
        cc: seller,
        variables,
        customArgs: { bookingId },
      });
      await store.write('INSERT INTO mail (id, booking) VALUES (?, ?)', [messageId, bookingId]);
      return messageId;
    },
  };
}
