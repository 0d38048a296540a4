import { measureNanoseconds, type Rounds } from '../process/measure.ts';
import { openRejectionSubjects } from './open-rejection-subjects.ts';

/** What the job is told. */
export interface OpenRejectionInput extends Rounds {
  readonly subject: string;
}

/** Nanoseconds for one refused call, with the `catch` that receives it. */
export default async function openRejectionJob(input: OpenRejectionInput): Promise<number> {
  const open = openRejectionSubjects[input.subject];
  if (!open) throw new Error(`There is no subject '${input.subject}'`);
  const call = await open();
  const counts = { caught: 0, passed: 0 };
  const nanoseconds = await measureNanoseconds(async () => {
    try {
      await call();
      counts.passed += 1;
    } catch {
      counts.caught += 1;
    }
  }, input);
  if (counts.passed > 0) throw new Error(`${counts.passed} calls of '${input.subject}' were not refused`);
  return nanoseconds;
}
