import type { Benchmark } from '../benchmark.ts';
import { runJob } from '../process/run-job.ts';
import { tellCheaper, toFixed, toRatio } from '../report/figures.ts';
import type { IdleInput, IdleOutput } from './idle-job.ts';
import { idleSubjects } from './idle-subjects.ts';

const JOB = new URL('./idle-job.ts', import.meta.url);
const OWN = 'Breakwater, whole default policy';
const REFERENCE = 'cockatiel wrap(retry, breaker consecutive)';

/** What policies cost while nothing happens. */
export const idle: Benchmark = {
  name: 'idle',
  title: 'ten thousand policies that wait',
  method:
    'One process for each line creates 10,000 and collects garbage before and after; then it watches its own processor ' +
    'time for two seconds, and at last makes one call through each.',
  async run({ isSmoke, progress }) {
    const outputs = new Map<string, IdleOutput>();
    for (const subject of Object.keys(idleSubjects)) {
      progress(subject);
      const input: IdleInput = { subject, count: isSmoke ? 50 : 10_000, watchFor: isSmoke ? 10 : 2_000 };
      outputs.set(subject, await runJob<IdleInput, IdleOutput>(JOB, input, { flags: ['--expose-gc'] }));
    }
    const heapBytes = new Map([...outputs].map(([subject, output]) => [subject, output.heapBytes]));
    const rows = [...outputs].map(([subject, output]) => [
      subject,
      toFixed(output.heapBytes),
      toRatio(output.heapBytes, heapBytes.get(REFERENCE)),
      toFixed(output.heapBytesAfterUse),
      toFixed(output.timers),
      toFixed(output.activeHandles),
      `${toFixed(output.processorShare * 100, 1)} %`,
    ]);
    const head = ['', 'heap bytes each', 'beside cockatiel wrap', 'after one call', 'timers', 'handles', 'idle CPU'];
    return {
      tables: [{ caption: 'Timers and handles are for all of them together.', table: { head, rows } }],
      notes: [
        ...tellCheaper(heapBytes, OWN, 'Smaller'),
        'The lines hold different things: Breakwater a retry with its budget, a breaker, a concurrency limit, time-outs and ' +
          'the record of the latest failures; the breakers alone hold only themselves.',
      ],
    };
  },
};
