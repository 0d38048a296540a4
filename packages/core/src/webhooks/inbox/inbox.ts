import type { EventIdOrigin } from '../source/webhook-source.js';

/**
 * Where a stored delivery stands.
 *
 * - `pending` stored, and not tried yet
 * - `claimed` somebody is at it, for as long as the lease lasts
 * - `retry` it failed, and is due again at `nextAt`
 * - `done` its effect is applied: this is the idempotency record
 * - `dead` given up: this is the dead-letter queue
 */
export type DeliveryState = 'pending' | 'claimed' | 'retry' | 'done' | 'dead';

/** How a delivery was done: a handler ran, there was none for its type, or a newer event had made it pointless. */
export type DeliveryResult = 'processed' | 'unhandled' | 'superseded';

/** What identifies an event. Two deliveries with the same key are the same event. */
export interface DeliveryKey {
  /** Whose account at the vendor it is; '' without tenants. */
  readonly tenant: string;
  /** Name of the source. */
  readonly source: string;
  /** Id of the event. */
  readonly id: string;
}

/** A verified event as it is stored: the raw bytes, and the headers that a later check of them needs. */
export interface Delivery extends DeliveryKey {
  readonly idOrigin: EventIdOrigin;
  readonly type: string;
  readonly subject?: string | undefined;
  /** When it happened at the vendor, in milliseconds since the epoch. */
  readonly occurredAt?: number | undefined;
  /** When it arrived here, in milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A stored delivery without its content. */
export interface DeliverySummary extends Omit<Delivery, 'headers' | 'body'> {
  readonly state: DeliveryState;
  readonly result?: DeliveryResult | undefined;
  /** Times that it was claimed. */
  readonly attempts: number;
  /** When it is due, while `pending` or `retry`; when its lease ends, while `claimed`. Milliseconds since the epoch. */
  readonly nextAt?: number | undefined;
  /** The redacted error of the last attempt that failed. */
  readonly error?: string | undefined;
  /** When its state last changed, in milliseconds since the epoch. */
  readonly updatedAt: number;
  /** Who had it replayed last, when and why. */
  readonly replay?: { readonly at: number; readonly actor: string; readonly reason: string } | undefined;
}

/** A stored delivery with its content, which {@link Inbox.purge} erases. */
export interface StoredDelivery extends DeliverySummary {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

/** The right to work on a delivery, until the lease ends. */
export interface Claim {
  readonly delivery: StoredDelivery;
  /**
   * Grows with every claim of this delivery. Whoever comes back with an old one has lost the delivery to somebody else,
   * and changes nothing.
   */
  readonly fence: number;
  /** 1 for the first. */
  readonly attempt: number;
}

/** What became of one delivery given to {@link Inbox.accept}. */
export type Accepted =
  | { readonly outcome: 'stored' }
  /** It was there. `waitMs` is the time until its lease ends or it is due. */
  | { readonly outcome: 'duplicate'; readonly state: DeliveryState; readonly waitMs: number };

/** Options of {@link Inbox.claim}. */
export interface ClaimOptions {
  /** How long the claim is good for, in milliseconds. */
  readonly lease: number;
  /** @default 1, or as many as there are keys */
  readonly limit?: number | undefined;
  /** Only of this source. */
  readonly source?: string | undefined;
  /** Only these; and a failed one also before it is due, because the sender came back by itself. */
  readonly keys?: readonly DeliveryKey[] | undefined;
}

/** Filter of {@link Inbox.list}. */
export interface DeliveryFilter {
  readonly tenant?: string | undefined;
  readonly source?: string | undefined;
  readonly state?: DeliveryState | undefined;
  readonly type?: string | undefined;
  readonly subject?: string | undefined;
  /** @default 100 */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

/** One page of deliveries, the oldest first. */
export interface DeliveryPage {
  readonly deliveries: readonly DeliverySummary[];
  /** Where the next page begins; undefined on the last. */
  readonly next?: string | undefined;
}

/** Options of {@link Inbox.replay}. */
export interface ReplayOptions {
  /** Who wants it. Kept with the delivery. */
  readonly actor: string;
  /** Why. Kept with the delivery. */
  readonly reason: string;
  /** Also when it is done: its effect is then applied again. @default false */
  readonly force?: boolean | undefined;
}

/** A replay that was granted: an entry of the audit trail of a delivery, written once and never changed. */
export interface ReplayRecord {
  /** In milliseconds since the epoch. */
  readonly at: number;
  readonly actor: string;
  readonly reason: string;
  /** Whether it was done, so that its effect was applied again by force. */
  readonly forced: boolean;
  /** Where the delivery stood before. */
  readonly from: DeliveryState;
  /** Attempts that it had had. */
  readonly attempts: number;
}

/** `claimed`: somebody is at it. `done`: it needs `force`. `erased`: its content is gone. */
export type ReplayOutcome = 'replayed' | 'not_found' | 'claimed' | 'done' | 'erased';

/** Options of {@link Inbox.purge}. */
export interface PurgeOptions {
  /** Milliseconds since a delivery was done or given up. */
  readonly olderThan: number;
  readonly source?: string | undefined;
  readonly tenant?: string | undefined;
  /** @default ['done', 'dead'] */
  readonly states?: readonly ('done' | 'dead')[] | undefined;
}

/** What {@link Inbox.purge} did. */
export interface PurgeReport {
  /** Deliveries of which nothing is left. */
  readonly removed: number;
  /** Deliveries of which only the record is left that they are done, because the sender may still repeat them. */
  readonly erased: number;
}

/**
 * The store behind a webhook handler: at once inbox, idempotency record, retry queue and dead letters. All of it is
 * fenced: `extend`, `complete`, `fail` and `bury` resolve with false, and change nothing, when the claim is lost.
 *
 * @typeParam Transaction What handlers are given to write their effects with, so that effect and record are one.
 */
export interface Inbox<Transaction = undefined> {
  /** For example `memory`. */
  readonly name: string;
  /** Whether what it has accepted survives the end of this process. */
  readonly durable: boolean;
  /** Stores deliveries, all or none, each once. Rejects when it cannot. */
  accept(deliveries: readonly Delivery[]): Promise<readonly Accepted[]>;
  /** Takes deliveries that are due, the longest due first: new ones, failed ones, and those whose lease has ended. */
  claim(options: ClaimOptions): Promise<readonly Claim[]>;
  /** Makes the lease last `lease` milliseconds from now. */
  extend(claim: Claim, lease: number): Promise<boolean>;
  /**
   * Runs `work` in a transaction, which is rolled back when it rejects. Stores without transactions just run it; with
   * them an effect may be applied again after a crash between the effect and `complete`.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /**
   * Records that it is done.
   *
   * @param options.keep Milliseconds for which that must be remembered.
   * @returns false when the claim is lost: the transaction must then be rolled back
   */
  complete(
    claim: Claim,
    options: { readonly result: DeliveryResult; readonly keep: number; readonly transaction: Transaction },
  ): Promise<boolean>;
  /** Records that an attempt failed, and makes it due again after `delay` milliseconds. */
  fail(claim: Claim, options: { readonly error: string; readonly delay: number }): Promise<boolean>;
  /** Gives it up. */
  bury(claim: Claim, options: { readonly error: string }): Promise<boolean>;
  find(key: DeliveryKey): Promise<StoredDelivery | undefined>;
  list(filter?: DeliveryFilter): Promise<DeliveryPage>;
  /** Makes a dead, failed or (with `force`) done delivery due now, with all attempts before it. */
  replay(key: DeliveryKey, options: ReplayOptions): Promise<ReplayOutcome>;
  /** Every replay of a delivery, the oldest first: the audit trail, which lives as long as the record of the delivery. */
  replays(key: DeliveryKey): Promise<readonly ReplayRecord[]>;
  /**
   * Erases the content of deliveries that ended long enough ago, and forgets them altogether once their sender cannot
   * repeat them. Deliveries that have not ended are never touched.
   */
  purge(options: PurgeOptions): Promise<PurgeReport>;
  /**
   * Gives a claim back with which nothing was begun, or whose handler was stopped with its worker: the delivery is due at
   * once, and the attempt does not count. A store without it has such claims recorded with `fail`.
   */
  release?(claim: Claim): Promise<boolean>;
  /**
   * Calls `listener` whenever a delivery may have become due, also when another process stored it, as `LISTEN/NOTIFY`
   * allows; a worker then polls only as a precaution. Calls may be lost or too many.
   *
   * @returns a function that stops the calls
   */
  onArrival?(listener: () => void): () => void;
}
