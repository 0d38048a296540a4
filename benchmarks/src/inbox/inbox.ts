import type { Benchmark, BenchmarkContext } from '../benchmark.ts';
import { runJob } from '../process/run-job.ts';
import { median, toFixed, toRatio } from '../report/figures.ts';
import type { Table } from '../report/markdown-table.ts';
import type { InboxInput, InboxOutput } from './inbox-job.ts';
import { CONCURRENCY } from './inbox-subject.ts';
import { postgresSubjects } from './postgres-subjects.ts';
import { redisSubjects } from './redis-subjects.ts';

const JOB = new URL('./inbox-job.ts', import.meta.url);

async function measure(
  subjects: readonly string[],
  { isSmoke, progress }: BenchmarkContext,
): Promise<ReadonlyMap<string, InboxOutput>> {
  const counts = isSmoke ? { events: 50, senders: 8 } : { events: 4_000, senders: 32 };
  const runs = new Map<string, InboxOutput[]>(subjects.map((subject) => [subject, []]));
  // Round by round, so that a busy moment of the machine meets all of them.
  for (let repetition = 0; repetition < (isSmoke ? 1 : 3); repetition++) {
    for (const [subject, outputs] of runs) {
      progress(subject);
      outputs.push(await runJob<InboxInput, InboxOutput>(JOB, { subject, ...counts }));
    }
  }
  const middle = (outputs: readonly InboxOutput[], figure: keyof InboxOutput): number =>
    median(outputs.map((output) => output[figure]));
  return new Map(
    [...runs].map(([subject, outputs]) => [
      subject,
      {
        stored: middle(outputs, 'stored'),
        processed: middle(outputs, 'processed'),
        both: middle(outputs, 'both'),
        repeats: outputs.reduce((sum, { repeats }) => sum + repeats, 0),
      },
    ]),
  );
}

function toTable(outputs: ReadonlyMap<string, InboxOutput>): Table {
  const [own = 0, ...peers] = [...outputs.values()].map(({ both }) => both);
  const best = Math.max(...peers);
  const rows = [...outputs].map(([subject, { stored, processed, both, repeats }], index) => [
    subject,
    toFixed(stored),
    toFixed(processed),
    toFixed(both),
    index === 0 ? toRatio(own, best) : '',
    toFixed(repeats),
  ]);
  return { head: ['', 'stored/s', 'processed/s', 'both at once/s', 'beside the best', 'processed twice'], rows };
}

/** How many webhooks a server takes: verified, stored, and each processed once. */
export const inbox: Benchmark = {
  name: 'inbox',
  title: 'webhooks verified, stored and processed once',
  method:
    `One process for each line and repetition: 4,000 signed webhooks of 1 KB from 32 senders at once, ${CONCURRENCY} handlers at ` +
    'once, the median of 3. First all are stored, then all are processed, then both at once in a fresh schema. All use the same ' +
    'server with its settings as they are; the peers verify by hand, and deduplicate by the id of the event.',
  async run(context) {
    const postgres = await measure(Object.keys(postgresSubjects), context);
    const redis = await measure(Object.keys(redisSubjects), context);
    return {
      tables: [
        { caption: 'PostgreSQL, more is better.', table: toTable(postgres) },
        { caption: 'Redis, more is better.', table: toTable(redis) },
      ],
      notes: [
        'Breakwater keeps the raw bytes, so that a replay can verify them again, and gives each handler a transaction in ' +
          'which its effect and the record are one. The peers record that a job is done after the handler: a process that dies in ' +
          'between applies the effect twice.',
        'pg-boss looks for jobs twice a second, the most often that it can, and takes 500 at a time: it waits while it could work, ' +
          'and a batch fails as one.',
      ],
    };
  },
};
