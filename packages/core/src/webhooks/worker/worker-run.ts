import { notify } from '../../runtime/notify.js';
import type { Claim } from '../inbox/inbox.js';
import type { Lease } from '../processing/hold-lease.js';
import type { WebhookProcessor } from '../processing/webhook-processor.js';
import { startClaimRounds } from './claim-rounds.js';
import { watchWork } from './open-work.js';
import { createSubjectLanes, toLane } from './subject-lanes.js';
import type { ResolvedWorkerOptions } from './worker-options.js';

/** What became of the deliveries that a worker had when it was told to stop. */
export interface WorkerStopReport {
  /** Handlers that came to their end in time. */
  readonly finished: number;
  /** Handlers that were aborted. Their deliveries were given back, and are due at once. */
  readonly aborted: number;
  /** Deliveries of which the store could not be told in time. They are due when their leases lapse. */
  readonly abandoned: number;
}

/** What a worker is doing. */
export interface WorkerLoad {
  /** Deliveries being handled. */
  readonly working: number;
  /** Deliveries that are claimed, and wait for a slot or for one of the same subject. */
  readonly waiting: number;
  /** Looks in a row that could not reach a store. */
  readonly failures: number;
}

/** A worker between start and stop. */
export interface WorkerRun {
  wake(): void;
  load(): WorkerLoad;
  stop(timeout: number): Promise<WorkerStopReport>;
}

/** Deliveries that wait in their lanes are claimed, too: so many for each slot, or one subject would fill all slots. */
const WAITING_PER_SLOT = 3;

/**
 * While there is a backlog of deliveries that are handled quickly, so many for each slot are claimed ahead, so that no slot
 * waits for the store. Not of slow ones: what waits behind them here, another worker could begin.
 */
const READY_PER_SLOT = 2;

/**
 * Deliveries whose handlers have ended, and of which the store takes note: so many for each slot beside those that are
 * handled, or a slot would stand empty for as long as a store takes to commit.
 */
const RECORDED_PER_SLOT = 2;

/** Milliseconds of a quick delivery, on average over the latest. */
const QUICK = 50;
const WEIGHT = 0.2;

/** Milliseconds that the store is given to take note of aborted handlers. */
const RECORD_TIMEOUT = 1_000;

interface Task {
  readonly processor: WebhookProcessor;
  readonly claim: Claim;
  /** Keeps it while it waits. */
  lease?: Lease;
}

/** Begins to work. */
export function startRun(options: ResolvedWorkerOptions): WorkerRun {
  const { processors, concurrency, clock } = options;
  const lanes = createSubjectLanes<Task>();
  const aborting = new AbortController();
  const working = new Set<Promise<void>>();
  /** Those of them whose handlers are at work. */
  let handling = 0;
  /** Claimed ahead, the first in their lanes, in the order in which they are due. */
  const ready: { readonly task: Task; readonly lane: string | undefined }[] = [];
  let isOpen = true;
  /** Milliseconds; endless until a delivery was handled. */
  let average = Number.POSITIVE_INFINITY;

  const processorFor = (claimant: WebhookProcessor, { delivery }: Claim): WebhookProcessor =>
    processors.find(
      ({ source, tenant, inbox }) =>
        source === claimant.source && inbox === claimant.inbox && tenant === delivery.tenant,
    ) ?? claimant;

  const handle = async ({ processor, claim, lease }: Task, onHandled: () => void): Promise<void> => {
    if (lease) {
      lease.release();
      // It has waited, perhaps for longer than its lease, which the store may not have prolonged as it was asked to.
      if (!lease.isFresh && !(await processor.renew(claim, aborting.signal))) return;
      if (!isOpen) {
        await processor.giveBack(claim);
        return;
      }
    }
    const begunAt = clock.now();
    const { outcome, waitMs } = await processor.work(claim, aborting.signal, onHandled);
    const duration = Math.max(0, clock.now() - begunAt);
    average = Number.isFinite(average) ? average + (duration - average) * WEIGHT : duration;
    if (isOpen && outcome === 'failed') rounds.expect(waitMs);
  };

  const perform = async (task: Task, lane: string | undefined, onHandled: () => void): Promise<void> => {
    try {
      await handle(task, onHandled);
    } catch (error) {
      notify(() => options.onError?.(error)); // Its lease lapses, and it is taken up again.
    }
    leave(lane);
  };

  const freeSlots = (): number =>
    Math.min(concurrency - handling, concurrency * (1 + RECORDED_PER_SLOT) - working.size);

  /** Lets the next one of a lane begin, as soon as there is a slot: only now that the one before it is recorded. */
  const leave = (lane: string | undefined): void => {
    const next = lane === undefined ? undefined : lanes.leave(lane);
    if (next) ready.unshift({ task: next, lane });
    fill();
  };

  /** Fills the slots that are free with what was claimed ahead. */
  const fill = (): void => {
    while (isOpen && freeSlots() > 0) {
      const first = ready.shift();
      if (!first) return;
      begin(first.task, first.lane);
    }
  };

  const begin = (task: Task, lane: string | undefined): void => {
    handling += 1;
    let isHandling = true;
    const proceed = (): void => {
      if (isHandling) handling -= 1;
      isHandling = false;
      fill();
      if (isOpen) rounds.proceed();
    };
    const work = perform(task, lane, proceed).finally(() => {
      working.delete(work);
      proceed();
    });
    working.add(work);
  };

  const take = (claimant: WebhookProcessor, claim: Claim): void => {
    const task: Task = { processor: processorFor(claimant, claim), claim };
    const lane = toLane(claim.delivery);
    const isFirst = lane === undefined || lanes.enter(lane, task);
    if (isFirst && freeSlots() > 0 && ready.length === 0) {
      begin(task, lane);
      return;
    }
    task.lease = task.processor.hold(claim);
    if (isFirst) ready.push({ task, lane });
    // Lost while it waited: whoever has it now works on it.
    task.lease.ended.catch(() => {
      if (drop(task, lane) && isOpen) rounds.proceed();
    });
  };

  /** Takes a task out that waits. False when it does not any more. */
  const drop = (task: Task, lane: string | undefined): boolean => {
    const index = ready.findIndex((one) => one.task === task);
    if (index < 0) return lane !== undefined && lanes.drop(lane, task);
    ready.splice(index, 1);
    leave(lane);
    return true;
  };

  const capacity = (isBehind: boolean): number => {
    if (!isOpen) return 0;
    const free = freeSlots() - ready.length + (isBehind && average <= QUICK ? concurrency * READY_PER_SLOT : 0);
    const waitingRoom = concurrency * (1 + WAITING_PER_SLOT) - working.size - lanes.waiting;
    return Math.min(free, waitingRoom);
  };

  const rounds = startClaimRounds({ ...options, capacity, take });
  const unlisten = processors.map((processor) => {
    try {
      return processor.onDue((delay) => rounds.expect(delay));
    } catch (error) {
      notify(() => options.onError?.(error)); // Without being told, the worker still looks now and then.
      return () => {};
    }
  });

  return {
    wake: () => rounds.wake(),
    load: () => ({ working: working.size, waiting: lanes.waiting + ready.length, failures: rounds.failures }),
    async stop(timeout) {
      isOpen = false;
      for (const end of unlisten) notify(end);
      const begun = working.size;
      const waiting = [...ready.splice(0).map(({ task }) => task), ...lanes.clear()];
      const returned = waiting.map(async ({ processor, claim, lease }) => {
        lease?.release();
        await processor.giveBack(claim);
      });
      const open = watchWork([rounds.stop(), ...returned, ...working], clock);
      if (await open.endsWithin(timeout)) return { finished: begun, aborted: 0, abandoned: 0 };
      const aborted = working.size;
      aborting.abort(new Error('The worker was stopped.'));
      await open.endsWithin(RECORD_TIMEOUT);
      return { finished: begun - aborted, aborted, abandoned: open.count };
    },
  };
}
