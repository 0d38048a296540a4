import { notify } from '../../runtime/notify.js';
import type { Claim } from '../inbox/inbox.js';
import { answerWithin } from '../processing/answer-within.js';
import type { WebhookProcessor } from '../processing/webhook-processor.js';
import { createDueTimes } from './due-times.js';
import { createLookBudget } from './look-budget.js';
import type { ResolvedWorkerOptions } from './worker-options.js';

/** Takes due deliveries from the stores at the right moments: at once when told, and now and then when not. */
export interface ClaimRounds {
  /** Looks for deliveries at once, or right after the look that is under way. Many calls make few looks. */
  wake(): void;
  /** Looks for deliveries in `delay` milliseconds at the latest. */
  expect(delay: number): void;
  /** A slot has become free: looks again, if there may be more than there were slots. */
  proceed(): void;
  /** Ends it. Resolves when nothing is under way any more. */
  stop(): Promise<void>;
  /** Rounds in a row that could not reach a store. */
  readonly failures: number;
}

/** What the rounds need of their worker. */
export interface ClaimRoundsOptions extends ResolvedWorkerOptions {
  /** How many deliveries may be taken now. More when there is a backlog: then some are taken ahead. */
  capacity(isBehind: boolean): number;
  take(processor: WebhookProcessor, claim: Claim): void;
}

/** Milliseconds that a store may take to hand out deliveries. What it hands out later is given back. */
const CLAIM_TIMEOUT = 30_000;

/** One processor for each source of each store: a claim takes the deliveries of all tenants. */
function pickClaimants(processors: readonly WebhookProcessor[]): WebhookProcessor[] {
  const isSame = (left: WebhookProcessor, right: WebhookProcessor): boolean =>
    left.source === right.source && left.inbox === right.inbox;
  return processors.filter((one, index) => processors.findIndex((other) => isSame(one, other)) === index);
}

/** Gives all claims back, whatever becomes of each: one that cannot be given back lapses with its lease. */
async function giveAllBack(processor: WebhookProcessor, claims: readonly Claim[]): Promise<void> {
  await Promise.allSettled(claims.map(async (claim) => processor.giveBack(claim)));
}

/** Begins to look for deliveries. One round is under way at a time, and at most one timer is armed for the next. */
export function startClaimRounds(options: ClaimRoundsOptions): ClaimRounds {
  const { concurrency, pollInterval, maxPollInterval, clock, random, capacity, take } = options;
  const claimants = pickClaimants(options.processors);
  const closing = new AbortController();
  const expected = createDueTimes();
  const budget = createLookBudget(clock);
  let isWoken = false;
  let mayBeMore = false;
  /** Whether the last look found as much as it asked for. */
  let isBehind = false;
  let idleRounds = 0;
  let failures = 0;
  let timer: unknown;
  let round: Promise<void> | undefined;
  const isOpen = (): boolean => !closing.signal.aborted;

  const claimFrom = async (processor: WebhookProcessor): Promise<void> => {
    // What may be taken ahead is shared by the sources; what is free now, whoever comes first may have.
    const limit = Math.max(capacity(false), Math.ceil(capacity(isBehind) / claimants.length));
    if (limit <= 0) {
      mayBeMore = true;
      return;
    }
    let isLate = false;
    const ask = async (): Promise<readonly Claim[]> => {
      const handed = await processor.claim(limit);
      if (isLate) await giveAllBack(processor, handed);
      return handed;
    };
    const within = { limit: CLAIM_TIMEOUT, clock, lift: closing.signal };
    const claims = await answerWithin('The inbox', ask, within).catch((error: unknown) => {
      isLate = true;
      throw error;
    });
    isBehind = claims.length >= limit;
    if (isBehind) mayBeMore = true;
    if (claims.length > 0) idleRounds = 0;
    if (isOpen()) for (const claim of claims) take(processor, claim);
    else await giveAllBack(processor, claims);
  };

  const claimAll = async (): Promise<void> => {
    isWoken = false;
    mayBeMore = false;
    expected.pass(clock.now());
    idleRounds += 1;
    let hasFailed = false;
    for (const processor of claimants) {
      if (!isOpen()) break;
      try {
        await claimFrom(processor);
      } catch (error) {
        hasFailed = true;
        notify(() => options.onError?.(error));
      }
    }
    failures = hasFailed ? failures + 1 : 0;
    // The next round begins with another source, so that a busy one does not take all slots for ever.
    claimants.push(...claimants.splice(0, 1));
  };

  const disarm = (): void => {
    clock.clearTimeout(timer);
    timer = undefined;
  };

  // A look for many deliveries pays for itself; one for few, or on a rumour, is bounded in number.
  const isWorthIt = (): boolean =>
    (mayBeMore && capacity(isBehind) * 2 >= concurrency) || ((mayBeMore || isWoken) && budget.take());

  const begin = (): void => {
    if (!isOpen() || round) return;
    disarm();
    const run = async (): Promise<void> => {
      do await claimAll();
      while (isOpen() && failures === 0 && capacity(isBehind) > 0 && isWorthIt());
    };
    round = run().finally(() => {
      round = undefined;
      arm();
    });
  };

  const arm = (): void => {
    disarm();
    if (!isOpen() || round) return;
    // Without a free slot the end of a delivery begins the next round.
    if (capacity(isBehind) <= 0) {
      mayBeMore = true;
      return;
    }
    const rounds = Math.max(idleRounds - 1, failures);
    const idle = Math.min(maxPollInterval, pollInterval * 2 ** Math.min(rounds, 30));
    // Spread, so that workers that were started together do not ask together.
    const wait = Math.max(1, Math.round(idle * (1 - random() / 4)));
    const known = mayBeMore || isWoken ? budget.waitMs : Math.ceil(expected.next - clock.now());
    timer = clock.setTimeout(begin, failures > 0 ? wait : Math.min(wait, Math.max(1, known)));
  };

  /** Begins a round if that is worth it, else later. A store that cannot be reached is not asked more often by this. */
  const consider = (): void => {
    if (round) return;
    if (failures === 0 && capacity(isBehind) > 0 && isWorthIt()) begin();
    else if (failures === 0 || timer === undefined) arm();
  };

  const wake = (): void => {
    isWoken = true;
    idleRounds = 0;
    consider();
  };

  begin();
  return {
    wake,
    expect(delay) {
      if (delay <= 0) {
        wake();
        return;
      }
      if (!expected.add(clock.now() + delay)) return;
      idleRounds = 0;
      // While a store cannot be reached the timer stays as it is, or it would be put off for ever.
      if (failures === 0) arm();
    },
    proceed() {
      if (mayBeMore || isWoken) consider();
      else if (timer === undefined) arm();
    },
    async stop() {
      closing.abort();
      disarm();
      await round;
    },
    get failures() {
      return failures;
    },
  };
}
