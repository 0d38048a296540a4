/** What all events about a message have. Whatever else there is came with the message: its custom arguments. */
interface MailFacts {
  readonly email: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly sg_event_id: string;
  /** Begins with the `x-message-id` that the API answered, up to the first dot. */
  readonly sg_message_id: string;
  readonly 'smtp-id'?: string;
  readonly category?: string | readonly string[];
  readonly asm_group_id?: number;
  readonly marketing_campaign_id?: string;
  readonly marketing_campaign_name?: string;
  readonly [customArgument: string]: unknown;
}

/** An event about a message that has no fields of its own. */
export interface SendgridMailEvent<Type extends string = string> extends MailFacts {
  readonly event: Type;
}

/** SendGrid has taken the message and will try to deliver it. */
export interface SendgridProcessed extends SendgridMailEvent<'processed'> {
  /** Seconds since the epoch. */
  readonly send_at?: number;
  readonly pool?: { readonly id: number; readonly name: string };
}

/** SendGrid did not try to deliver the message. */
export interface SendgridDropped extends SendgridMailEvent<'dropped'> {
  readonly reason: string;
  readonly status?: string;
}

/** The receiving server has taken the message. */
export interface SendgridDelivered extends SendgridMailEvent<'delivered'> {
  readonly response?: string;
  readonly ip?: string;
  readonly tls?: number;
}

/** The receiving server is not willing yet; SendGrid tries again for 72 hours. */
export interface SendgridDeferred extends SendgridMailEvent<'deferred'> {
  readonly response?: string;
  readonly attempt?: string;
}

/** The receiving server refused the message: for good (`bounce`), or for now (`blocked`). */
export interface SendgridBounce extends SendgridMailEvent<'bounce'> {
  readonly type?: 'bounce' | 'blocked';
  readonly reason?: string;
  readonly status?: string;
  readonly bounce_classification?: string;
  readonly ip?: string;
}

/** The message was displayed, or its pictures were fetched by a machine. */
export interface SendgridOpen extends SendgridMailEvent<'open'> {
  readonly sg_machine_open?: boolean;
  readonly useragent?: string;
  readonly ip?: string;
}

/** A link in the message was followed. */
export interface SendgridClick extends SendgridMailEvent<'click'> {
  readonly url: string;
  readonly url_offset?: { readonly index: number; readonly type: string };
  readonly useragent?: string;
  readonly ip?: string;
}

/** The recipient has left an unsubscribe group, or joined it again. */
export interface SendgridGroupChange<Type extends 'group_unsubscribe' | 'group_resubscribe'>
  extends SendgridMailEvent<Type> {
  readonly asm_group_id: number;
  readonly url?: string;
  readonly useragent?: string;
  readonly ip?: string;
}

/** SendGrid has changed the state of your account. It is about no message. */
export interface SendgridAccountEvent {
  readonly event: 'account_status_change';
  readonly sg_event_id: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  /** For example `compliance_suspend`. */
  readonly type: string;
  readonly [field: string]: unknown;
}

/**
 * The event for each event type. Events of a type that is newer than this list reach `onUnhandled`, as do those without a
 * type, which are called `unknown`; add a type by declaration merging.
 */
export interface SendgridEvents {
  readonly processed: SendgridProcessed;
  readonly dropped: SendgridDropped;
  readonly delivered: SendgridDelivered;
  readonly deferred: SendgridDeferred;
  readonly bounce: SendgridBounce;
  readonly open: SendgridOpen;
  readonly click: SendgridClick;
  readonly spamreport: SendgridMailEvent<'spamreport'>;
  readonly unsubscribe: SendgridMailEvent<'unsubscribe'>;
  readonly group_unsubscribe: SendgridGroupChange<'group_unsubscribe'>;
  readonly group_resubscribe: SendgridGroupChange<'group_resubscribe'>;
  readonly account_status_change: SendgridAccountEvent;
}

/** Any event that SendGrid delivers and that is known here. */
export type SendgridWebhookEvent = SendgridEvents[keyof SendgridEvents];
