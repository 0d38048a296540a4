import { systemClock } from '../../runtime/clock.js';
import { checkOptions, type OptionRule } from '../check-options.js';
import type { HandleResult, WebhookContext, WebhookHandle } from '../handler/webhook-handlers.js';
import { PermanentFailure } from '../processing/permanent-failure.js';
import { untilAborted } from '../processing/until-aborted.js';
import type { AppliedVersion, VersionStore } from './version-store.js';

/** Options of {@link latest}. */
export interface LatestOptions<Event, Transaction> {
  /** Where the versions are kept that were applied. */
  readonly versions: VersionStore<Transaction>;
  /** What the event is about. @default the subject that the source found */
  readonly subject?: ((event: Event, context: WebhookContext<Transaction>) => string | undefined) | undefined;
  /**
   * Which of two events of one subject is the newer: a number that grows. Give it only when the vendor has one that never
   * ties, such as a revision. @default the event's own time, in milliseconds since the epoch
   */
  readonly version?: ((event: Event, context: WebhookContext<Transaction>) => number | undefined) | undefined;
  /**
   * Asks the vendor for the subject as it is now, in the form of an event. Called when two events have the same version,
   * which happens all the time where the vendor counts in seconds: neither order of arrival can then be trusted.
   */
  readonly refetch?: ((event: Event, context: WebhookContext<Transaction>) => Event | Promise<Event>) | undefined;
  /** What to do about a tie without `refetch`. `apply` may end stale, `supersede` may lose the newer one. */
  readonly ties?: 'apply' | 'supersede' | undefined;
  /**
   * Whether the subject ends with this event. A deleted subject stays deleted, whatever arrives later; of two ends the later
   * counts.
   */
  readonly isTerminal?: ((event: Event) => boolean) | undefined;
  /** Keeps guards apart that apply different things of the same subjects. @default '' */
  readonly scope?: string | undefined;
  /** How far our clock and the vendor's may be apart, in milliseconds. @default 60_000 */
  readonly clockTolerance?: number | undefined;
  /** The time now, in milliseconds since the epoch. @default the clock of the machine */
  readonly now?: (() => number) | undefined;
}

const rules: Readonly<Record<string, OptionRule>> = {
  'versions!': 'object',
  subject: 'function',
  version: 'function',
  refetch: 'function',
  ties: ['apply', 'supersede'],
  isTerminal: 'function',
  scope: 'name',
  clockTolerance: 'duration',
  now: 'function',
};

/** What to keep, and what to say of the event. */
interface Applied {
  readonly applied?: AppliedVersion;
  readonly result: HandleResult;
}

/** What to do with an event, given what was applied before. */
type Verdict = 'apply' | 'refetch' | 'supersede';

function judge(
  incoming: Omit<AppliedVersion, 'fetchedUntil'>,
  applied: AppliedVersion | undefined,
  ties: Verdict,
): Verdict {
  if (!applied) return 'apply';
  if (applied.eventId === incoming.eventId) {
    // Again means that it was not done: its effect may have been rolled back. But where a fetch had told more than the
    // event does, the event itself would now be a step back.
    return applied.fetchedUntil === undefined && applied.version === incoming.version ? 'apply' : ties;
  }
  // Nothing follows an end but another end, of which the later counts.
  if (incoming.isTerminal !== applied.isTerminal) return incoming.isTerminal ? 'apply' : 'supersede';
  if (incoming.version < applied.version) return 'supersede';
  if (incoming.version === applied.version) return ties;
  // Newer than the event that led to a fetch, but perhaps not than what was fetched.
  return incoming.version <= (applied.fetchedUntil ?? Number.NEGATIVE_INFINITY) ? ties : 'apply';
}

/**
 * Guards a handler that writes down the state of something: an older event never overwrites what a newer one wrote. It is
 * left alone, and recorded as `superseded`. Events of one subject are let in one at a time; give all types of event that
 * write the same state guards with the same `versions` and `scope`.
 *
 * Where versions tie, `refetch` is asked for the present state: with "apply if newer" the second of two events of one
 * second is lost, and with "apply unless older" the first, arriving late, overwrites it.
 *
 * An event without subject or version goes to the dead letters: nothing can be said of its place.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options, and when neither `refetch` nor `ties` is given
 * @example
 * ```ts
 * import { createMemoryVersionStore, latest } from '@breakwater/core/webhooks';
 *
 * interface OrderEvent { readonly type: string; readonly order: { readonly id: string; readonly status: string } }
 *
 * export const onOrder = latest<OrderEvent>((event) => console.log(event.order.status), {
 *   versions: createMemoryVersionStore(),
 *   refetch: async (event) => ({
 *     ...event,
 *     order: (await (await fetch(`https://api.acme.example/orders/${event.order.id}`)).json()) as OrderEvent['order'],
 *   }),
 *   isTerminal: ({ type }) => type === 'order.deleted',
 * });
 * ```
 */
export function latest<Event, Transaction = undefined>(
  handle: WebhookHandle<Event, Transaction>,
  options: LatestOptions<Event, Transaction>,
): WebhookHandle<Event, Transaction> {
  const path = 'options';
  checkOptions('webhooks', path, options, rules);
  const { versions, refetch, ties, isTerminal, scope = '', clockTolerance = 60_000 } = options;
  if (!refetch) checkOptions('webhooks', path, { ties }, { 'ties!': ['apply', 'supersede'] });
  const now = options.now ?? ((): number => systemClock.now());
  const onTie: Verdict = refetch ? 'refetch' : (ties ?? 'supersede');

  return async (event, context) => {
    const subject = options.subject ? options.subject(event, context) : context.subject;
    const version = options.version ? options.version(event, context) : context.occurredAt;
    if (subject === undefined || version === undefined || !Number.isFinite(version)) {
      throw new PermanentFailure('The event has no subject or no version: nothing says whether it is the latest.');
    }
    const { source, tenant, id: eventId, transaction } = context;
    const incoming = { version, eventId, isTerminal: isTerminal?.(event) ?? false };

    const work = async (applied: AppliedVersion | undefined): Promise<Applied> => {
      const verdict = judge(incoming, applied, onTie);
      const newest = Math.max(version, applied?.version ?? version);
      if (verdict === 'supersede') return { result: 'superseded' };
      if (verdict === 'apply' || !refetch) {
        const result = await handle(event, context);
        if (result === 'superseded') return { result };
        // Of an end its own: ends are compared with each other alone.
        return { applied: { ...incoming, version: incoming.isTerminal ? version : newest }, result };
      }
      // Taken before the vendor is asked: what happens while it answers may be in the answer or not.
      const fetchedUntil = now() + clockTolerance;
      const present = await refetch(event, context);
      const result = await handle(present, context);
      if (result === 'superseded') return { result };
      const own = options.version?.(present, context);
      const isTerminalNow = isTerminal?.(present) ?? false;
      const state = own === undefined ? { version: newest, fetchedUntil } : { version: Math.max(newest, own) };
      return { applied: { eventId, isTerminal: isTerminalNow, ...state }, result };
    };
    return versions.update<HandleResult>({ scope, source, tenant, subject }, transaction, (applied) =>
      untilAborted(context.signal, () => work(applied)),
    );
  };
}
