import type { DeliveryKey, ReplayOutcome } from '../inbox/inbox.js';
import { describeError } from '../processing/describe-error.js';
import { recheckDelivery } from '../processing/recheck-delivery.js';
import { toDeliveryEvent } from '../processing/to-delivery-event.js';
import type { LetterReplay, LetterReplayOutcome, ReplayLettersOptions } from './dead-letter.js';
import type { LetterStore } from './dead-letter-stores.js';

/** What an operator can do about a replay that the inbox has refused. */
const ADVICE: Readonly<Record<Exclude<ReplayOutcome, 'replayed'>, string>> = {
  not_found: 'There is no such delivery.',
  claimed: 'Somebody is at it. Try again when that has ended.',
  done: 'Its effect is applied. With `force` it is applied again.',
  erased: 'Its content was erased. Have the sender deliver it again.',
};

const OVERRIDE = 'With `verify: false` it is replayed all the same.';

/**
 * Replays one delivery, after a check of what is stored, and tells of it. Never rejects.
 */
export async function replayLetter(
  store: LetterStore | undefined,
  key: DeliveryKey,
  options: ReplayLettersOptions,
): Promise<LetterReplay> {
  const end = (outcome: LetterReplayOutcome, detail?: string): LetterReplay => ({ key, outcome, detail });
  if (!store) return end('not_found', `There is no handler of a source named ${key.source} here.`);
  const { inbox, telemetry, clock, redact } = store;
  const { actor, reason, force = false, verify = true } = options;
  try {
    const found = await inbox.find(key);
    if (!found) return end('not_found', ADVICE.not_found);
    if (found.state === 'done' && !force) return end('done', ADVICE.done);
    if (verify) {
      const checked = await recheckDelivery(store.origin, found);
      if (!checked.ok) {
        const { outcome, detail } = checked;
        return end(outcome, outcome === 'erased' ? ADVICE.erased : `${detail} ${OVERRIDE}`);
      }
    }
    const stated = verify ? reason : `${reason} [signature not checked]`;
    const outcome = await inbox.replay(key, { actor, reason: stated, force });
    if (outcome !== 'replayed') return end(outcome, ADVICE[outcome]);
    telemetry?.emit(toDeliveryEvent(found, 'webhook.replayed', clock.now(), { actor: redact(actor) }));
    store.wake();
    return end('replayed');
  } catch (failure) {
    return end('failed', describeError(failure, redact));
  }
}
