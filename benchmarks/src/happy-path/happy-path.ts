import type { Benchmark } from '../benchmark.ts';
import { runJob } from '../process/run-job.ts';
import { tellCheaper, toFixed, toRatio } from '../report/figures.ts';
import type { HappyPathInput } from './happy-path-job.ts';
import { happyPathSubjects } from './happy-path-subjects.ts';

const JOB = new URL('./happy-path-job.ts', import.meta.url);
// A young generation into which a whole round fits: the bytes are counted between two collections. Not for the times:
// memory that is touched for the first time is slow.
const FLAGS = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'];
const OWN = 'Breakwater, whole default policy';
const REFERENCE = 'cockatiel wrap(retry, breaker)';

/** What a call that succeeds at once pays for what stands around it. */
export const happyPath: Benchmark = {
  name: 'happy-path',
  title: 'the price of a call that succeeds at once',
  method:
    'One process for each line and repetition: 20,000 calls to warm up, then the median of 9 rounds of 20,000 calls; the ' +
    'best of 3 processes. Bytes are what the heap grows by per call while no collection runs.',
  async run({ isSmoke, progress }) {
    const timeCounts = isSmoke
      ? { warmUp: 20, rounds: 2, callsPerRound: 50 }
      : { warmUp: 20_000, rounds: 9, callsPerRound: 20_000 };
    const byteCounts = isSmoke
      ? { warmUp: 20, rounds: 2, callsPerRound: 50 }
      : { warmUp: 20_000, rounds: 9, callsPerRound: 2_000 };
    const measure = (input: HappyPathInput, flags: readonly string[]): Promise<number> =>
      runJob<HappyPathInput, number>(JOB, input, { flags });
    const subjects = Object.keys(happyPathSubjects);
    const nanoseconds = new Map<string, number>();
    const bytes = new Map<string, number>();
    // Round by round, so that a busy moment of the machine meets all of them.
    for (let repetition = 0; repetition < (isSmoke ? 1 : 3); repetition++) {
      for (const subject of subjects) {
        progress(subject);
        const latest = await measure({ ...timeCounts, subject, unit: 'nanoseconds' }, []);
        nanoseconds.set(subject, Math.min(latest, nanoseconds.get(subject) ?? Number.POSITIVE_INFINITY));
      }
    }
    for (const subject of subjects) bytes.set(subject, await measure({ ...byteCounts, subject, unit: 'bytes' }, FLAGS));
    const bare = nanoseconds.get('bare await') ?? 0;
    const reference = nanoseconds.get(REFERENCE);
    const rows = [...nanoseconds].map(([subject, time]) => [
      subject,
      toFixed(time),
      toFixed(time - bare),
      toRatio(time, reference),
      toFixed(bytes.get(subject) ?? 0),
    ]);
    const head = ['', 'ns/call', 'added ns', `beside ${REFERENCE}`, 'bytes/call'];
    return {
      tables: [{ caption: 'Fewer is better.', table: { head, rows } }],
      notes: [
        ...tellCheaper(nanoseconds, OWN, 'Faster'),
        'Only Breakwater and the lines that name a timeout bound the time of a call; only Breakwater has a retry budget ' +
          'and a concurrency limit. A part alone (a retry without a breaker, a breaker without a retry) can be cheaper.',
        'A call that reads `attempt.signal` pays for an AbortController; one that does not, does not.',
      ],
    };
  },
};
