import { measureBytes, measureNanoseconds, type Rounds } from '../process/measure.ts';
import { happyPathSubjects } from './happy-path-subjects.ts';

/** What the job is told. */
export interface HappyPathInput extends Rounds {
  readonly subject: string;
  readonly unit: 'nanoseconds' | 'bytes';
}

/** Measures one subject, in one unit. */
export default async function happyPathJob(input: HappyPathInput): Promise<number> {
  const wrap = happyPathSubjects[input.subject];
  if (!wrap) throw new Error(`There is no subject '${input.subject}'`);
  const call = await wrap(async () => 1);
  return input.unit === 'nanoseconds' ? measureNanoseconds(call, input) : measureBytes(call, input);
}
