import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FuzzJob, JobMessage } from './fuzz-job.ts';
import type { FuzzReport } from './run-scheme.ts';

const ENTRY = fileURLToPath(new URL('./scheme-process.ts', import.meta.url));

/** Runs a job in a process of its own, which inherits how sources are found. */
export function runJob(job: FuzzJob, onProgress: (runs: number) => void): Promise<FuzzReport> {
  return new Promise((resolve, reject) => {
    const child = fork(ENTRY, []);
    let report: FuzzReport | undefined;
    child.on('message', (message: JobMessage) => {
      if ('report' in message) report = message.report;
      else onProgress(message.runs);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (report) resolve(report);
      else reject(new Error(`The fuzzing of ${job.scheme} ended with code ${code} and without a report.`));
    });
    child.send(job);
  });
}
