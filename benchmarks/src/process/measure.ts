import { Bench } from 'tinybench';
import { median } from '../report/figures.ts';

/** How often something is called. */
export interface Rounds {
  /** Calls before anything is measured, for the compiler. */
  readonly warmUp: number;
  readonly rounds: number;
  readonly callsPerRound: number;
}

/**
 * Nanoseconds for one call: the median over the rounds. A round is one sample for tinybench, because a single call is
 * shorter than what the timer can tell apart.
 */
export async function measureNanoseconds(call: () => Promise<unknown>, counts: Rounds): Promise<number> {
  for (let index = 0; index < counts.warmUp; index++) await call();
  const bench = new Bench({ iterations: counts.rounds, time: 0, warmupIterations: 1, warmupTime: 0 });
  bench.add('rounds', async () => {
    for (let index = 0; index < counts.callsPerRound; index++) await call();
  });
  const [task] = await bench.run();
  const result = task?.result;
  if (result?.state !== 'completed') throw new Error('The measurement did not complete', { cause: result });
  return (result.latency.p50 * 1_000_000) / counts.callsPerRound;
}

/**
 * Bytes that one call allocates, kept or not: what the heap grows by while no collection runs. Needs `--expose-gc` and a
 * young generation that holds a round.
 */
export async function measureBytes(call: () => Promise<unknown>, counts: Rounds): Promise<number> {
  for (let index = 0; index < counts.warmUp; index++) await call();
  const samples: number[] = [];
  for (let round = 0; round < counts.rounds; round++) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < counts.callsPerRound; index++) await call();
    samples.push((process.memoryUsage().heapUsed - before) / counts.callsPerRound);
  }
  return median(samples);
}
