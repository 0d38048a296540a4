import { createSeededRandom } from '../../../packages/testing/src/seeded-random.ts';
import { checkHistory, type Violation } from '../checker/check-history.ts';
import { openRows, type RowReader } from '../checker/open-rows.ts';
import { appliesOnce, type StoreLocation } from '../stores/store-location.ts';
import type { TortureEvent } from '../torture-event.ts';
import { DELIVERIES_PER_EVENT, LEASE, type TorturePlan } from '../torture-plan.ts';
import { createDeliveryPool } from './delivery-pool.ts';
import { createExecutioner } from './executioner.ts';
import { openHistory, readHistory } from './history.ts';
import { createSenderBook } from './sender-book.ts';
import { startTarget, type Target } from './target.ts';

/** What a run came to. */
export interface TortureReport {
  readonly plan: TorturePlan;
  readonly events: number;
  readonly deliveries: number;
  readonly kills: number;
  readonly stalls: number;
  readonly seconds: number;
  /** Deliveries that lay in the store, not ended, when nothing moved any more. */
  readonly unfinished: number;
  readonly violations: readonly Violation[];
}

/** Options of {@link runTorture}. */
export interface TortureRunOptions {
  readonly plan: TorturePlan;
  readonly location: StoreLocation;
  /** File in which the sender writes down what it sees. */
  readonly history: string;
  readonly onProgress?: ((deliveries: number, kills: number) => void) | undefined;
}

const MAX_BATCH = 20;
const MAX_OPEN_REQUESTS = 4;
/** Deliveries that wait for their turn: the wider, the more they are shuffled and delayed. */
const WINDOW = 400;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until nothing is left to do, or nothing has moved for long. Resolves with how many deliveries are still open. */
async function settle(rows: RowReader): Promise<number> {
  let before = '';
  let movedAt = Date.now();
  for (;;) {
    const { open, total } = await rows.progress();
    if (open === 0) return 0;
    const now = `${open}/${total}`;
    if (now !== before) movedAt = Date.now();
    before = now;
    if (Date.now() - movedAt > LEASE * 6) return open;
    await pause(100);
  }
}

/** Tortures the product, and has the outcome checked. */
export async function runTorture(options: TortureRunOptions): Promise<TortureReport> {
  const { plan, location } = options;
  const startedAt = Date.now();
  const random = createSeededRandom(plan.seed);
  const book = createSenderBook({ subjects: plan.subjects, random });
  const pool = createDeliveryPool(random);
  const history = openHistory(options.history);
  const rows = await openRows(location);
  const executioner = createExecutioner({ plan, random });
  const targets = new Set<Target>();
  let isOver = false;
  let broken: string | undefined;
  let events = 0;
  let deliveries = 0;

  const start = (): void => {
    const seed = Math.floor(random() * 2 ** 32);
    const target = startTarget(
      { type: 'start', location, seed, bug: plan.bug },
      {
        revisionOf: book.revisionOf,
        onStall: () => executioner.stalled(),
        onBroken: (error) => {
          broken = error;
        },
      },
    );
    targets.add(target);
    void target.ended.then(() => {
      targets.delete(target);
      if (isOver) return;
      executioner.killed();
      history.write({ killed: 'a process' });
      start();
    });
  };

  const refill = (): void => {
    const limit = plan.deliveries / DELIVERIES_PER_EVENT;
    while (pool.size < WINDOW && events < limit) {
      const event = book.happen();
      events += 1;
      history.write({ happened: event });
      // One to four times, which is 2.5 times on average.
      const copies = 1 + Math.floor(random() * (DELIVERIES_PER_EVENT * 2 - 1));
      for (let copy = 0; copy < copies; copy++) pool.add(event);
    }
  };

  const deliverTo = async (target: Target, batch: readonly TortureEvent[]): Promise<void> => {
    const status = await target.deliver(JSON.stringify(batch));
    if (status >= 200 && status < 300) history.write({ acknowledged: batch.map(({ id }) => id) });
    else for (const event of batch) pool.add(event);
  };

  for (let count = 0; count < plan.processes; count++) start();
  const underway = new Set<Promise<void>>();
  let toldAt = Date.now();
  for (refill(); pool.size > 0 || underway.size > 0; refill()) {
    if (broken !== undefined) throw new Error(`A process under torture cannot work:\n${broken}`);
    const free = [...targets].filter((target) => target.isReady && target.open < MAX_OPEN_REQUESTS);
    for (const target of pool.size > 0 ? free : []) {
      const batch = pool.take(1 + Math.floor(random() * MAX_BATCH));
      deliveries += batch.length;
      const delivery: Promise<void> = deliverTo(target, batch).finally(() => underway.delete(delivery));
      underway.add(delivery);
    }
    executioner.strike(deliveries, [...targets]);
    if (Date.now() - toldAt > 5_000) {
      toldAt = Date.now();
      options.onProgress?.(deliveries, executioner.kills);
    }
    await Promise.race([pause(5), ...underway]);
  }
  const unfinished = await settle(rows);
  isOver = true;
  await Promise.all([...targets].map((target) => target.stop()));
  await history.close();
  const violations = checkHistory(readHistory(options.history), await rows.read(), appliesOnce(plan.store));
  await rows.close();
  const { kills, stalls } = executioner;
  return { plan, events, deliveries, kills, stalls, seconds: (Date.now() - startedAt) / 1_000, unfinished, violations };
}
