import type { Benchmark } from '../benchmark.ts';
import { runJob } from '../process/run-job.ts';
import { toFixed } from '../report/figures.ts';
import { tellBars } from './verification-bars.ts';
import type { VerificationJobInput } from './verification-job.ts';
import { verificationGroups } from './verification-subjects.ts';

const JOB = new URL('./verification-job.ts', import.meta.url);
const SIZES = [1_024, 102_400];

const keyOf = (group: string, subject: string, bytes: number): string => `${group}/${subject}/${bytes}`;

/** How long it takes to verify a webhook. */
export const verification: Benchmark = {
  name: 'verification',
  title: 'verifying a webhook',
  method:
    'One process for each line, size and repetition: the median of 7 rounds of a tenth of a second after as long a ' +
    'warm-up; the best of 3 processes. `the check` is signature and time on raw bytes; `verifyWebhook` also parses the ' +
    'body and finds the ids of its events, as constructEvent and @clerk/backend parse it. Speed is beside the first line ' +
    'of each table, which is the bare primitive of Node.',
  async run({ isSmoke, progress }) {
    const groups = Object.entries(verificationGroups);
    const times = new Map<string, number>();
    for (let repetition = 0; repetition < (isSmoke ? 1 : 3); repetition++) {
      for (const [group, subjects] of groups) {
        for (const subject of Object.keys(subjects)) {
          for (const bytes of SIZES) {
            progress(`${subject}, ${bytes} bytes`);
            const amount = isSmoke ? { roundMs: 5, rounds: 2 } : { roundMs: 100, rounds: 7 };
            const latest = await runJob<VerificationJobInput, number>(JOB, { group, subject, bytes, ...amount });
            const key = keyOf(group, subject, bytes);
            times.set(key, Math.min(latest, times.get(key) ?? Number.POSITIVE_INFINITY));
          }
        }
      }
    }

    const timeOf = (group: string, subject: string, bytes: number): number =>
      times.get(keyOf(group, subject, bytes)) ?? Number.NaN;
    const tables = groups.map(([group, subjects]) => {
      const [raw = ''] = Object.keys(subjects);
      const rows = Object.keys(subjects).map((subject) => [
        subject,
        ...SIZES.flatMap((bytes) => {
          const time = timeOf(group, subject, bytes);
          return [toFixed(time / 1_000, 2), toFixed(timeOf(group, raw, bytes) / time, 2)];
        }),
      ]);
      const head = ['', 'µs at 1 KB', 'speed', 'µs at 100 KB', 'speed'];
      return { caption: group, table: { head, rows } };
    });
    const ratioOf = (group: string, own: string, other: string): number =>
      timeOf(group, other, SIZES[0] ?? 0) / timeOf(group, own, SIZES[0] ?? 0);
    return { tables, notes: tellBars(ratioOf) };
  },
};
