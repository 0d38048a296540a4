/** A mail that SendGrid has taken: one request, for all its personalizations. */
export interface EmulatedMail {
  /** What was answered as `x-message-id`. */
  readonly messageId: string;
  readonly acceptedAt: number;
  readonly from: string;
  /** All that get it, `cc` and `bcc` included, in lower case. */
  readonly recipients: readonly string[];
  readonly subject?: string;
  readonly templateId?: string;
  readonly categories: readonly string[];
  /** The request as it came. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly batchId?: string;
  /** In milliseconds since the epoch; absent for a mail that is sent at once. */
  readonly sendAt?: number;
  /** `discarded`: its batch was canceled. `expired`: its batch was paused for too long. */
  readonly status: 'scheduled' | 'sent' | 'discarded' | 'expired';
}

/** An event, as SendGrid sends it; its further fields are those of its type, and custom arguments. */
export interface EmulatedEvent {
  readonly event: string;
  readonly email: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly sg_event_id: string;
  readonly sg_message_id: string;
  readonly [field: string]: unknown;
}

/** A contact, as SendGrid keeps it. */
export interface EmulatedContact {
  readonly id: string;
  readonly email: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly listIds: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A change of contacts that was taken, and is made later. */
export interface EmulatedJob {
  readonly id: string;
  readonly readyAt: number;
  readonly change: () => Readonly<Record<'requested' | 'created' | 'updated' | 'deleted', number>>;
  result?: Readonly<Record<'requested' | 'created' | 'updated' | 'deleted', number>>;
}

/** An address that SendGrid does not send to. */
export interface EmulatedSuppression {
  readonly email: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly reason: string;
  readonly status: string;
}

/** The kinds of suppressions, as their routes name them. */
export type SuppressionRoute = 'bounces' | 'blocks' | 'spam_reports' | 'invalid_emails';

/** All that the emulator remembers. */
export interface SendGridState {
  readonly mails: EmulatedMail[];
  readonly events: EmulatedEvent[];
  /** Batch ids, with the status of those that have one. */
  readonly batches: Map<string, 'cancel' | 'pause' | undefined>;
  readonly contacts: Map<string, EmulatedContact>;
  /** Names of lists by their ids. */
  readonly lists: Map<string, string>;
  readonly jobs: Map<string, EmulatedJob>;
  readonly suppressions: Readonly<Record<SuppressionRoute, Map<string, EmulatedSuppression>>>;
  /** Addresses that have left everything. */
  readonly unsubscribed: Map<string, number>;
  /** Addresses that have left a group, by its id. */
  readonly groups: Map<number, Set<string>>;
  /** Gives an id that no one else has. */
  nextId(prefix: string): string;
}

/** A SendGrid that knows nothing yet. */
export function createSendGridState(lists: readonly string[]): SendGridState {
  let latest = 0;
  return {
    mails: [],
    events: [],
    batches: new Map(),
    contacts: new Map(),
    lists: new Map(lists.map((id) => [id, id])),
    jobs: new Map(),
    suppressions: { bounces: new Map(), blocks: new Map(), spam_reports: new Map(), invalid_emails: new Map() },
    unsubscribed: new Map(),
    groups: new Map(),
    nextId: (prefix) => `${prefix}${String(++latest).padStart(6, '0')}`,
  };
}

/** Makes the changes of contacts whose time has come. */
export function settleJobs(state: SendGridState, now: number): void {
  for (const job of state.jobs.values()) {
    if (job.result === undefined && job.readyAt <= now) job.result = job.change();
  }
}
