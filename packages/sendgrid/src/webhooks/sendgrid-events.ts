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
export interface SendGridMailEvent<Type extends string = string> extends MailFacts {
  readonly event: Type;
}

/** SendGrid has taken the message and will try to deliver it. */
export interface SendGridProcessed extends SendGridMailEvent<'processed'> {
  /** Seconds since the epoch. */
  readonly send_at?: number;
  readonly pool?: { readonly id: number; readonly name: string };
}

/** SendGrid did not try to deliver the message. */
export interface SendGridDropped extends SendGridMailEvent<'dropped'> {
  readonly reason: string;
  readonly status?: string;
}

/** The receiving server has taken the message. */
export interface SendGridDelivered extends SendGridMailEvent<'delivered'> {
  readonly response?: string;
  readonly ip?: string;
  readonly tls?: number;
}

/** The receiving server is not willing yet; SendGrid tries again for 72 hours. */
export interface SendGridDeferred extends SendGridMailEvent<'deferred'> {
  readonly response?: string;
  readonly attempt?: string;
}

/** The receiving server refused the message: for good (`bounce`), or for now (`blocked`). */
export interface SendGridBounce extends SendGridMailEvent<'bounce'> {
  readonly type?: 'bounce' | 'blocked';
  readonly reason?: string;
  readonly status?: string;
  readonly bounce_classification?: string;
  readonly ip?: string;
}

/** The message was displayed, or its pictures were fetched by a machine. */
export interface SendGridOpen extends SendGridMailEvent<'open'> {
  readonly sg_machine_open?: boolean;
  readonly useragent?: string;
  readonly ip?: string;
}

/** A link in the message was followed. */
export interface SendGridClick extends SendGridMailEvent<'click'> {
  readonly url: string;
  readonly url_offset?: { readonly index: number; readonly type: string };
  readonly useragent?: string;
  readonly ip?: string;
}

/** The recipient has left an unsubscribe group, or joined it again. */
export interface SendGridGroupChange<Type extends 'group_unsubscribe' | 'group_resubscribe'>
  extends SendGridMailEvent<Type> {
  readonly asm_group_id: number;
  readonly url?: string;
  readonly useragent?: string;
  readonly ip?: string;
}

/** SendGrid has changed the state of your account. It is about no message. */
export interface SendGridAccountEvent {
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
export interface SendGridEvents {
  readonly processed: SendGridProcessed;
  readonly dropped: SendGridDropped;
  readonly delivered: SendGridDelivered;
  readonly deferred: SendGridDeferred;
  readonly bounce: SendGridBounce;
  readonly open: SendGridOpen;
  readonly click: SendGridClick;
  readonly spamreport: SendGridMailEvent<'spamreport'>;
  readonly unsubscribe: SendGridMailEvent<'unsubscribe'>;
  readonly group_unsubscribe: SendGridGroupChange<'group_unsubscribe'>;
  readonly group_resubscribe: SendGridGroupChange<'group_resubscribe'>;
  readonly account_status_change: SendGridAccountEvent;
}

/** Any event that SendGrid delivers and that is known here. */
export type SendGridWebhookEvent = SendGridEvents[keyof SendGridEvents];
