import type { Benchmark } from '../benchmark.ts';
import { runJob } from '../process/run-job.ts';
import { tellCheaper, toFixed, toRatio } from '../report/figures.ts';
import type { OpenRejectionInput } from './open-rejection-job.ts';
import { openRejectionSubjects } from './open-rejection-subjects.ts';

const JOB = new URL('./open-rejection-job.ts', import.meta.url);
const OWN = 'Breakwater, whole default policy';
const REFERENCE = 'cockatiel breaker (consecutive) alone';

/** What it costs to say no: this is done in numbers, exactly when a process has no time to spare. */
export const openRejection: Benchmark = {
  name: 'open-rejection',
  title: 'a call that is refused because the circuit is open',
  method:
    'One process for each line and repetition: 20,000 calls to warm up, then the median of 9 rounds of 20,000 refusals, ' +
    'each received by a `catch`; the best of 3 processes.',
  async run({ isSmoke, progress }) {
    const counts = isSmoke
      ? { warmUp: 20, rounds: 2, callsPerRound: 50 }
      : { warmUp: 20_000, rounds: 9, callsPerRound: 20_000 };
    const results = new Map<string, number>();
    for (let repetition = 0; repetition < (isSmoke ? 1 : 3); repetition++) {
      for (const subject of Object.keys(openRejectionSubjects)) {
        progress(subject);
        const nanoseconds = await runJob<OpenRejectionInput, number>(JOB, { ...counts, subject });
        results.set(subject, Math.min(nanoseconds, results.get(subject) ?? Number.POSITIVE_INFINITY));
      }
    }
    const reference = results.get(REFERENCE);
    const rows = [...results].map(([subject, nanoseconds]) => [
      subject,
      toFixed(nanoseconds / 1_000, 2),
      toRatio(nanoseconds, reference),
    ]);
    const table = { head: ['', 'µs/refusal', 'beside cockatiel'], rows };
    return {
      tables: [{ caption: 'Fewer is better.', table }],
      notes: [
        ...tellCheaper(results, OWN, 'Faster'),
        'Most of the cost of a refusal is the stack of its error; Breakwater builds refusals without one. They carry the ' +
          'service, the operation, the outcome and the time to come back all the same.',
      ],
    };
  },
};
