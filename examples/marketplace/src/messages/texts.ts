import type { Telemetry } from '@breakwater/core';
import { createWebhookHandler, latest, type WebhookHandler } from '@breakwater/core/webhooks';
import { createSqliteVersionStore, type SqliteTransaction } from '@breakwater/sqlite';
import { createTwilio, marketplaceTexts } from '@breakwater/twilio';
import { rankMessageStatus, type TwilioMessageStatus, twilioWebhook } from '@breakwater/twilio/webhooks';
import type { Store } from '../store/open-store.ts';

/** Who is reminded of what. */
export interface Reminder {
  readonly phone: string;
  readonly name: string;
  readonly providerName: string;
  readonly meetingTime: string;
}

/** Text messages, and how far each has got. */
export interface Texts {
  readonly webhooks: WebhookHandler;
  /** Sends a reminder, and returns the id that its callbacks will have. */
  remind(reminder: Reminder): Promise<string>;
  close(): Promise<void>;
}

/** What {@link createTexts} needs. */
export interface TextsOptions {
  readonly accountSid: string;
  readonly authToken: string;
  readonly fromPhoneNumber: string;
  readonly baseUrl: string;
  /** Where Twilio reports to. */
  readonly statusCallback: string;
  readonly store: Store;
  readonly telemetry: readonly Telemetry[];
}

/** Makes {@link Texts}. */
export function createTexts({ store, ...options }: TextsOptions): Texts {
  const { authToken, statusCallback, telemetry } = options;
  const twilio = createTwilio({ ...options, templates: { ...marketplaceTexts() } });

  /** Callbacks come in no order: a late `sent` does not undo `delivered`. */
  const keepLatest = latest<TwilioMessageStatus, SqliteTransaction>(
    ({ MessageSid, MessageStatus }, { transaction }) =>
      store.write('INSERT OR REPLACE INTO text (id, status) VALUES (?, ?)', [MessageSid, MessageStatus], transaction),
    {
      versions: createSqliteVersionStore(),
      version: ({ MessageStatus }) => rankMessageStatus(MessageStatus),
      ties: 'supersede',
    },
  );

  return {
    close: twilio.close,
    webhooks: createWebhookHandler({
      source: twilioWebhook({ secrets: [authToken], publicUrl: statusCallback }),
      inbox: store.inbox,
      telemetry,
      on: { 'message.status': keepLatest },
    }),
    async remind({ phone, name, providerName, meetingTime }) {
      const sent = await twilio.sms.send({
        to: phone,
        template: 'bookingReminder',
        variables: { name, providerName, meetingTime, meetingLink: 'https://marketplace.example/meet' },
        onUnknownOutcome: 'look_up',
      });
      // Its callbacks may have been faster.
      const insert = 'INSERT OR IGNORE INTO text (id, status) VALUES (?, ?)';
      await store.write(insert, [sent.messageSid, sent.status]);
      return sent.messageSid;
    },
  };
}
