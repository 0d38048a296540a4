import type { Clock } from '@breakwater/core';
import type { Inbox } from '@breakwater/core/webhooks';

/** How effects are written into a store, and counted there from outside of any transaction. */
export interface InboxEffects<Transaction> {
  /** Writes one row for `key` with the transaction that handlers are given. */
  apply(transaction: Transaction, key: string): Promise<void> | void;
  /** Counts the committed rows for `key`. */
  count(key: string): Promise<number> | number;
}

/** What the suite opens: an inbox as one process has it, and what it needs to look behind it. */
export interface OpenedInbox<Transaction> {
  readonly inbox: Inbox<Transaction>;
  /** For stores with transactions: their promise that an effect is applied exactly once is then held to. */
  readonly effects?: InboxEffects<Transaction> | undefined;
  /** Called when the case has ended. */
  readonly close?: (() => Promise<void> | void) | undefined;
}

/** Describes a store to {@link inboxContract}. */
export interface InboxContract<Transaction> {
  /**
   * Opens an inbox. Each name of a `store` is a store of its own, empty at first; inboxes that are opened with the same
   * name share it, as processes do. Names are made of lower-case letters, digits and `_`.
   *
   * The inbox has to take all times from `clock`, which stands still until the suite moves it.
   */
  open(options: {
    readonly clock: Clock;
    readonly store: string;
  }): Promise<OpenedInbox<Transaction>> | OpenedInbox<Transaction>;
}
