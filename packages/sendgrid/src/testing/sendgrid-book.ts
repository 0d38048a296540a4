import type {
  EmulatedContact,
  EmulatedEvent,
  EmulatedMail,
  EmulatedSuppression,
  SendGridState,
  SuppressionRoute,
} from './sendgrid-state.js';

/** What SendGrid believes, beside the requests. */
export interface SendGridBook {
  /** Every mail that was accepted, oldest first. Sandbox mails are none. */
  readonly mails: readonly EmulatedMail[];
  /** Every event that happened, sent or not, oldest first. */
  readonly events: readonly EmulatedEvent[];
  readonly contacts: readonly EmulatedContact[];
  /** Batches that have a status. */
  readonly batches: readonly { readonly batchId: string; readonly status: 'cancel' | 'pause' }[];
  readonly suppressions: Readonly<Record<SuppressionRoute, readonly EmulatedSuppression[]>>;
  /** Addresses that have left everything. */
  readonly unsubscribed: readonly string[];
  /** Requests to routes that the emulator does not have. */
  readonly unsimulated: readonly string[];
  /** The mails to an address, `cc` and `bcc` included. */
  mailsTo(email: string): readonly EmulatedMail[];
}

/** The book over a state; `catchUp` brings the state to the time of the clock. */
export function createSendGridBook(
  state: SendGridState,
  catchUp: () => void,
  unsimulated: ReadonlySet<string>,
): SendGridBook {
  const at = <T>(read: () => T): T => {
    catchUp();
    return read();
  };
  return {
    get mails() {
      return at(() => [...state.mails]);
    },
    get events() {
      return at(() => [...state.events]);
    },
    get contacts() {
      return at(() => [...state.contacts.values()]);
    },
    get batches() {
      return [...state.batches].flatMap(([batchId, status]) => (status === undefined ? [] : [{ batchId, status }]));
    },
    get suppressions() {
      const { bounces, blocks, spam_reports, invalid_emails } = state.suppressions;
      return at(() => ({
        bounces: [...bounces.values()],
        blocks: [...blocks.values()],
        spam_reports: [...spam_reports.values()],
        invalid_emails: [...invalid_emails.values()],
      }));
    },
    get unsubscribed() {
      return [...state.unsubscribed.keys()];
    },
    get unsimulated() {
      return [...unsimulated];
    },
    mailsTo: (email) => at(() => state.mails.filter(({ recipients }) => recipients.includes(email.toLowerCase()))),
  };
}
