import { describe, expect, it } from 'vitest';
import { runJob } from '../src/process/run-job.ts';

const job = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`);

describe('runJob', () => {
  it('runs a module in a process of its own and hands its result over', async () => {
    const module = job('export default async (input) => ({ twice: input * 2, pid: process.pid, never: Infinity })');
    const output = await runJob<number, { twice: number; pid: number; never: number }>(module, 21);
    expect(output).toMatchObject({ twice: 42, never: Number.POSITIVE_INFINITY });
    expect(output.pid).not.toBe(process.pid);
  });

  it('ends a process whose library left a timer behind', async () => {
    const module = job('export default async () => { setInterval(() => {}, 1000); return "done"; }');
    expect(await runJob(module, undefined)).toBe('done');
  });

  it('passes flags to the process', async () => {
    const module = job('export default async () => typeof globalThis.gc');
    expect(await runJob(module, undefined, { flags: ['--expose-gc'] })).toBe('function');
  });

  it('fails when the job fails', async () => {
    const module = job('export default async () => { process.exit(3); }');
    await expect(runJob(module, undefined)).rejects.toThrow('ended with code 3 and gave no answer');
  });
});
