import { measureNanoseconds } from '../process/measure.ts';
import { createBody } from './signed-body.ts';
import { verificationGroups } from './verification-subjects.ts';

/** What the job is told. */
export interface VerificationJobInput {
  readonly group: string;
  readonly subject: string;
  /** Size of the body. */
  readonly bytes: number;
  /** How long a round is to take, in milliseconds: verifiers differ a thousandfold. */
  readonly roundMs: number;
  readonly rounds: number;
}

/** Verifications without a pause between them: waiting for a promise costs as much as a tenth of a small one. */
const BATCH = 20;

/** Nanoseconds for one verification of one subject. */
export default async function verificationJob(input: VerificationJobInput): Promise<number> {
  const prepare = verificationGroups[input.group]?.[input.subject];
  if (!prepare) throw new Error(`There is no subject '${input.subject}'`);
  const verify = await prepare({ body: createBody(input.bytes), now: Date.now() });
  if ((await verify()) !== true) throw new Error(`'${input.subject}' refuses what is rightly signed`);

  const isSync = !(verify() instanceof Promise);
  const batch = async (): Promise<void> => {
    if (isSync) for (let index = 0; index < BATCH; index++) void verify();
    else for (let index = 0; index < BATCH; index++) await verify();
  };
  let batches = 0;
  for (const start = performance.now(); performance.now() - start < input.roundMs; batches++) await batch();
  const counts = { warmUp: 2 * batches, rounds: input.rounds, callsPerRound: batches };
  return (await measureNanoseconds(batch, counts)) / BATCH;
}
