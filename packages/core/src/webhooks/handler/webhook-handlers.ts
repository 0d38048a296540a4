/**
 * What a handler is told beside the event.
 *
 * @typeParam Transaction What the inbox offers to write effects with.
 */
export interface WebhookContext<Transaction = undefined> {
  readonly id: string;
  readonly type: string;
  /** Name of the source. */
  readonly source: string;
  readonly tenant: string;
  /** 1 for the first time that this event is handled. */
  readonly attempt: number;
  /** What the event is about, where the source knows: compare events of one subject by `occurredAt`. */
  readonly subject: string | undefined;
  /** When it happened at the vendor, in milliseconds since the epoch. Two events may share it. */
  readonly occurredAt: number | undefined;
  /** When it arrived here, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** The same at every attempt: hand it to other services, so that they too apply the event once. */
  readonly idempotencyKey: string;
  /** Aborted when the delivery is lost to somebody else, or the handler has taken too long. */
  readonly signal: AbortSignal;
  /** Effects that are written with it are applied exactly once. Undefined for an inbox without transactions. */
  readonly transaction: Transaction;
}

/**
 * What the sender is answered, where it reads the answer: TwiML for Twilio. Taken inline, of the only event of a request that
 * is done, and of a type that the source names in `delivery.replyTypes`; anywhere else it has no effect. The status stays a
 * success, and is 200 where a success would have no body. A repeated delivery gets the same body from the process that
 * remembers it (the last 1000), and from any other the usual answer.
 */
export interface WebhookReply {
  /** For example `text/xml`. */
  readonly contentType: string;
  readonly body: string;
}

/**
 * What a handler may say: how the sender is answered, or, of an event that it left alone, that a newer event of its subject
 * was applied before, so that this one would have overwritten newer state with older.
 */
export type HandleResult = void | 'superseded' | WebhookReply;

/** Handles an event. Rejecting says that it failed and is to be tried again, unless with a `PermanentFailure`. */
export type WebhookHandle<Event, Transaction = undefined> = (
  event: Event,
  context: WebhookContext<Transaction>,
) => HandleResult | Promise<HandleResult>;

/** A handler for each event type that the application cares for; the key narrows the event. */
export type WebhookHandlers<Events extends object, Transaction = undefined> = {
  readonly [Type in keyof Events]?: WebhookHandle<Events[Type], Transaction> | undefined;
};
