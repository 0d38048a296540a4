import type { SignedWebhook } from './inbox-load.ts';

/** A way to receive webhooks durably and to process each of them once. */
export interface InboxSubject {
  /** What the platform has made of a request before the route is called: not measured. */
  prepare?(webhooks: readonly SignedWebhook[]): void;
  /** Verifies and stores. Resolves when the sender may be told success. */
  receive(webhook: SignedWebhook): Promise<void>;
  /** Begins to process; `onProcessed` is called once for each event. */
  start(onProcessed: (id: string) => void): Promise<void>;
  close(): Promise<void>;
}

/** Handlers and jobs at the same time, for all of them. */
export const CONCURRENCY = 8;

/** Opens a subject in a schema, or below a prefix, of its own. */
export type OpenInboxSubject = (name: string) => Promise<InboxSubject>;
