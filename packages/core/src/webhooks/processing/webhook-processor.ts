import type { Telemetry } from '../../monitoring/telemetry.js';
import type { Clock } from '../../runtime/clock.js';
import { notify } from '../../runtime/notify.js';
import type { Claim, Inbox } from '../inbox/inbox.js';
import type { WebhookSource } from '../source/webhook-source.js';
import { answerWithin } from './answer-within.js';
import { giveBack } from './give-back.js';
import { holdLease, type Lease } from './hold-lease.js';
import { type ProcessorOptions, type ProcessResult, processDelivery } from './process-delivery.js';

/** What dead letters need of an inbox: the part that knows nothing of transactions. */
export type InboxRecords = Pick<Inbox, 'name' | 'find' | 'list' | 'replay' | 'replays' | 'purge'>;

/** What a worker does with the deliveries of one handler, whatever their types. */
export interface WebhookProcessor {
  /** Name of the source. */
  readonly source: string;
  readonly tenant: string;
  /** The store, to be compared by identity. */
  readonly inbox: InboxRecords;
  /** Whose deliveries they are, for `createDeadLetters`. */
  readonly origin: Pick<WebhookSource, 'name' | 'verify' | 'split' | 'redact'>;
  /** Where events are told, for `createDeadLetters`. */
  readonly telemetry: Telemetry | undefined;
  readonly clock: Clock;
  /** Takes at most `limit` deliveries of the source that are due. */
  claim(limit: number): Promise<readonly Claim[]>;
  /** Keeps a claim alive that has to wait for its turn. */
  hold(claim: Claim): Lease;
  /** Makes the lease of a claim last anew. Resolves with false when it is lost, or the store does not say. */
  renew(claim: Claim, stop: AbortSignal): Promise<boolean>;
  /** Handles a claimed delivery, calls `onHandled` if the handler succeeds, and records how that ended. Never rejects. */
  work(claim: Claim, stop: AbortSignal, onHandled?: () => void): Promise<ProcessResult>;
  /** Gives a claim back with which nothing was begun. */
  giveBack(claim: Claim): Promise<boolean>;
  /**
   * Calls `listener` when deliveries become due: at once, or in `delay` milliseconds.
   *
   * @returns a function that stops the calls
   */
  onDue(listener: (delay: number) => void): () => void;
  /** Tells whoever listens that something is due in `delay` milliseconds. */
  tellDue(delay: number): void;
}

/** Makes the processor of a handler. */
export function createProcessor<Events extends object, Transaction>(
  options: ProcessorOptions<Events, Transaction> & { readonly tenant: string },
): WebhookProcessor {
  const { source, tenant, inbox, lease, clock, telemetry, redact } = options;
  const listeners = new Set<(delay: number) => void>();
  return {
    source: source.name,
    tenant,
    inbox,
    origin: {
      name: source.name,
      verify: (request, now, whose) => source.verify(request, now, whose),
      split: (body, headers) => source.split(body, headers),
      redact,
    },
    telemetry,
    clock,
    claim: (limit) => inbox.claim({ lease, limit, source: source.name }),
    hold: (claim) => holdLease(inbox, claim, { lease, clock }),
    async renew(claim, stop) {
      try {
        return await answerWithin('The inbox', () => inbox.extend(claim, lease), { limit: lease, clock, lift: stop });
      } catch {
        return false; // Nobody knows whose it is now: when its lease lapses, it is taken up again.
      }
    },
    work: (claim, stop, onHandled) => processDelivery(options, claim, { stop, onHandled }),
    giveBack: (claim) => giveBack(inbox, claim, 'The worker stopped before its turn.'),
    onDue(listener) {
      // A function of its own, so that each call of `onDue` is ended by its own end.
      const own = (delay: number): void => listener(delay);
      listeners.add(own);
      const stop = inbox.onArrival?.(() => own(0));
      return () => {
        listeners.delete(own);
        stop?.();
      };
    },
    tellDue(delay) {
      for (const listener of listeners) notify(() => listener(delay));
    },
  };
}
