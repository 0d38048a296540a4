import type {
  DeliveryFilter,
  DeliveryKey,
  DeliverySummary,
  PurgeOptions,
  ReplayOptions,
  ReplayOutcome,
  ReplayRecord,
} from '../inbox/inbox.js';
import type { Recheck } from '../processing/recheck-delivery.js';

/** Which deliveries. What is left out does not matter, but for `state`. */
export interface DeadLetterFilter extends Omit<DeliveryFilter, 'limit' | 'cursor'> {
  /** @default 'dead' */
  readonly state?: DeliveryFilter['state'];
}

/** One delivery, looked at closely. */
export interface DeadLetter extends DeliverySummary {
  /** Redacted: signatures and other credentials are hidden. */
  readonly headers: Readonly<Record<string, string>>;
  /** What is left of its content. `unreadable`: it could not be decrypted. */
  readonly content: 'kept' | 'erased' | 'unreadable';
  /** Bytes of its body, where kept. */
  readonly size: number;
  /** Why the content cannot be shown as it was asked for. */
  readonly detail?: string | undefined;
  /** The audit trail, the oldest first. */
  readonly replays: readonly ReplayRecord[];
  /** The body as it arrived, or the one event of a batch; only when asked for. A copy. */
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined;
  /** The body as JSON; only when asked for. */
  readonly json?: unknown;
}

/** Options of {@link DeadLetters.inspect}. */
export interface InspectOptions {
  /** Shows the body, which holds what the sender wrote: mostly personal data. @default it is left out */
  readonly body?: 'bytes' | 'json' | undefined;
}

/** Options of {@link DeadLetters.replay}. */
export interface ReplayLettersOptions extends ReplayOptions {
  /**
   * Check signatures again first, and refuse what fails. Without it, whoever can write to the store decides what your
   * handlers get; the audit trail then says so behind the reason. @default true
   */
  readonly verify?: boolean | undefined;
  /** How many at a time. @default 4 */
  readonly concurrency?: number | undefined;
}

/**
 * What became of one replay: what the inbox said, what the check of the signature said, or `failed` when the store did not
 * answer.
 */
export type LetterReplayOutcome = ReplayOutcome | Exclude<Recheck, { readonly ok: true }>['outcome'] | 'failed';

/** One line of a {@link LetterReplayReport}. */
export interface LetterReplay {
  readonly key: DeliveryKey;
  readonly outcome: LetterReplayOutcome;
  /** Why not, and what can be done about it. */
  readonly detail?: string | undefined;
}

/** What became of a replay of many. */
export interface LetterReplayReport {
  /** In the order in which they ended. */
  readonly results: readonly LetterReplay[];
  /** How many ended in which way; without those that did not occur. */
  readonly counts: Readonly<Partial<Record<LetterReplayOutcome, number>>>;
  /** Set when the store stopped listing them: there may be more that nobody has tried. */
  readonly interrupted?: string | undefined;
}

/** Options of {@link DeadLetters.purge}. */
export interface PurgeLettersOptions extends PurgeOptions {
  /** @default ['dead'] */
  readonly states?: PurgeOptions['states'];
}
