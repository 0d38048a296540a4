import { checkOptions, type OptionRule } from '../check-options.js';
import { checkPurge } from '../inbox/check-purge.js';
import type { DeliveryFilter, DeliveryKey, DeliveryPage, DeliverySummary, PurgeReport } from '../inbox/inbox.js';
import { describeError } from '../processing/describe-error.js';
import type {
  DeadLetter,
  DeadLetterFilter,
  InspectOptions,
  LetterReplay,
  LetterReplayOutcome,
  LetterReplayReport,
  PurgeLettersOptions,
  ReplayLettersOptions,
} from './dead-letter.js';
import { type DeadLettersOptions, resolveLetterStores } from './dead-letter-stores.js';
import { forEachOf } from './for-each-of.js';
import { inspectLetter } from './inspect-letter.js';
import { checkKeys, checkSelection, isFilter, toKeys } from './letter-selection.js';
import { replayLetter } from './replay-letter.js';

/** What an operator does about deliveries that were given up. */
export interface DeadLetters {
  /** All of them, the oldest first; pages are fetched as they are needed. Rejects when the store does. */
  list(filter?: DeadLetterFilter): AsyncIterable<DeliverySummary>;
  /** One page, for whoever shows them page by page. `next` of a page is the `cursor` of the one after it. */
  page(filter?: DeadLetterFilter & Pick<DeliveryFilter, 'limit' | 'cursor'>): Promise<DeliveryPage>;
  /** One of them, in whatever state: headers and error redacted, the audit trail, the body only when asked for. */
  inspect(key: DeliveryKey, options?: InspectOptions): Promise<DeadLetter | undefined>;
  /**
   * Makes deliveries due again, with all attempts before them, and wakes the workers of this process. First the signature of
   * what is stored is checked again, as of the time when it arrived. Each is tried, whatever becomes of the others.
   *
   * @param selection One or more keys (those of a list will do), or a filter, which has to name something.
   * @throws IntegrationError `CONFIGURATION`, before anything is done, for a blank actor or reason, and a wrong selection
   */
  replay(
    selection: DeliveryKey | readonly DeliveryKey[] | DeadLetterFilter,
    options: ReplayLettersOptions,
  ): Promise<LetterReplayReport>;
  /** Erases the content of old dead letters, and forgets those that their sender cannot repeat. */
  purge(options: PurgeLettersOptions): Promise<PurgeReport>;
}

const aText = (longest: number): OptionRule => [
  (value) => typeof value === 'string' && value.trim() !== '' && value.length <= longest,
  `a text of at most ${longest} characters that is not blank`,
];
const aCount: OptionRule = [(value) => Number.isSafeInteger(value) && Number(value) > 0, 'an integer above 0'];
const aFlag: OptionRule = [(value) => typeof value === 'boolean', 'true or false'];
const replayRules: Readonly<Record<string, OptionRule>> = {
  'actor!': /* @__PURE__ */ aText(255),
  'reason!': /* @__PURE__ */ aText(1_000),
  force: aFlag,
  verify: aFlag,
  concurrency: aCount,
};

/** Which store of several, and its own cursor. */
const CURSOR = /^(\d{1,6}):([\s\S]*)$/;
const pageRules: Readonly<Record<string, OptionRule>> = {
  limit: aCount,
  cursor: [(value) => typeof value === 'string' && CURSOR.test(value), '`next` of another page'],
};

function toReport(results: readonly LetterReplay[], interrupted: string | undefined): LetterReplayReport {
  const counts: Partial<Record<LetterReplayOutcome, number>> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return { results, counts, interrupted };
}

/**
 * Makes what an operator's tool needs: to see what was given up and why, and to have it handled again, with a name and a
 * reason for the record.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { createDeadLetters, createMemoryInbox, createWebhookHandler } from '@breakwater/core/webhooks';
 * import { stripeWebhook } from '@breakwater/stripe/webhooks';
 *
 * const POST = createWebhookHandler({
 *   source: stripeWebhook({ secrets: ['whsec_...'] }),
 *   inbox: createMemoryInbox(),
 *   on: {},
 * });
 * const letters = createDeadLetters({ handlers: [POST] });
 * for await (const { id, type, error } of letters.list({ source: 'stripe' })) console.log(id, type, error);
 *
 * export const report = await letters.replay(
 *   { source: 'stripe', type: 'invoice.paid' },
 *   { actor: 'ada@shop.example', reason: 'The handler is mended.' },
 * );
 * ```
 */
export function createDeadLetters(options: DeadLettersOptions): DeadLetters {
  const stores = resolveLetterStores(options);

  const page: DeadLetters['page'] = async (filter = {}) => {
    checkSelection(filter, pageRules);
    const { cursor = '0:', ...rest } = filter;
    const [, position = '0', own = ''] = CURSOR.exec(cursor) ?? [];
    const index = Number(position);
    const inbox = stores.inboxes[index];
    if (!inbox) return { deliveries: [], next: undefined };
    const { deliveries, next } = await inbox.list({ state: 'dead', ...rest, cursor: own === '' ? undefined : own });
    const following = index + 1 < stores.inboxes.length ? `${index + 1}:` : undefined;
    return { deliveries, next: next === undefined ? following : `${index}:${next}` };
  };

  const list = async function* (filter: DeadLetterFilter = {}): AsyncGenerator<DeliverySummary, void> {
    let cursor: string | undefined;
    do {
      const { deliveries, next } = await page({ ...filter, cursor });
      yield* deliveries;
      cursor = next;
    } while (cursor !== undefined);
  };

  return {
    list,
    page,
    async inspect(key, inspection = {}) {
      checkKeys([key]);
      checkOptions('webhooks', 'options', inspection, { body: ['bytes', 'json'] });
      const store = stores.find(key);
      return store && inspectLetter(store, key, inspection);
    },
    async replay(selection, replaying) {
      checkOptions('webhooks', 'options', replaying, replayRules);
      if (isFilter(selection)) checkSelection(selection, {}, true);
      else checkKeys(toKeys(selection));
      const results: LetterReplay[] = [];
      const chosen = isFilter(selection) ? list(selection) : toKeys(selection);
      const failure = await forEachOf(chosen, replaying.concurrency ?? 4, async ({ tenant, source, id }) => {
        const key = { tenant, source, id };
        results.push(await replayLetter(stores.find(key), key, replaying));
      });
      // Nothing was done yet: then there is nothing to report but that.
      if (failure && results.length === 0) throw failure.reason;
      return toReport(results, failure && describeError(failure.reason, String));
    },
    async purge(purging) {
      checkPurge('webhooks', purging);
      const { states = ['dead'], ...rest } = purging;
      const total = { removed: 0, erased: 0 };
      for (const inbox of stores.inboxes) {
        const { removed, erased } = await inbox.purge({ ...rest, states });
        total.removed += removed;
        total.erased += erased;
      }
      return total;
    },
  };
}
