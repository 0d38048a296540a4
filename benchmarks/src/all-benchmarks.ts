import type { Benchmark } from './benchmark.ts';
import { happyPath } from './happy-path/happy-path.ts';
import { idle } from './idle/idle.ts';
import { importTime } from './import-time/import-time.ts';
import { inbox } from './inbox/inbox.ts';
import { openRejection } from './open-rejection/open-rejection.ts';
import { size } from './size/size.ts';
import { storm } from './storm/storm.ts';
import { verification } from './verification/verification.ts';

/** Every benchmark, in the order in which they are run and reported. */
export const allBenchmarks: readonly Benchmark[] = [
  happyPath,
  idle,
  openRejection,
  size,
  storm,
  importTime,
  inbox,
  verification,
];
