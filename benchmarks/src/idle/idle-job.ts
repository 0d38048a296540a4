import { setTimeout as realSleep } from 'node:timers/promises';
import { countTimers } from './count-timers.ts';
import { idleSubjects } from './idle-subjects.ts';

/** What the job is told. */
export interface IdleInput {
  readonly subject: string;
  readonly count: number;
  /** Milliseconds over which the processor time is taken. */
  readonly watchFor: number;
}

/** What it finds out. Bytes are for one policy. */
export interface IdleOutput {
  readonly heapBytes: number;
  readonly heapBytesAfterUse: number;
  readonly timers: number;
  /** Timers and handles that keep the process from ending. */
  readonly activeHandles: number;
  /** Share of one core, from 0 to 1. */
  readonly processorShare: number;
}

function heapUsed(): number {
  for (let round = 0; round < 4; round++) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** Creates many policies and looks at what they cost while nothing happens. */
export default async function idleJob({ subject, count, watchFor }: IdleInput): Promise<IdleOutput> {
  const timers = countTimers();
  const load = idleSubjects[subject];
  if (!load) throw new Error(`There is no subject '${subject}'`);
  const { make, call } = await load();
  // What is there once, whatever the number of policies, is not counted: the module, its compiled code.
  for (let index = 0; index < 100; index++) await call(make(`warm-up-${index}`), async () => 1);
  // Neither are the names, nor the list itself: they exist before the first look at the heap.
  const names = Array.from({ length: count }, (_, index) => `service-${index}`);
  const policies = Array.from({ length: count }, (): unknown => undefined);
  const timersBefore = timers.armed();
  const handlesBefore = process.getActiveResourcesInfo().length;
  const before = heapUsed();
  for (const [index, name] of names.entries()) policies[index] = make(name);
  const created = heapUsed();
  const armed = timers.armed() - timersBefore;
  const activeHandles = process.getActiveResourcesInfo().length - handlesBefore;
  const processorBefore = process.cpuUsage();
  await realSleep(watchFor);
  const { user, system } = process.cpuUsage(processorBefore);
  // Also keeps the policies alive until here.
  for (const policy of policies) await call(policy, async () => 1);
  const used = heapUsed();
  if (policies.includes(undefined)) throw new Error('Policies were lost');
  return {
    heapBytes: (created - before) / count,
    heapBytesAfterUse: (used - before) / count,
    timers: armed,
    activeHandles: Math.max(0, activeHandles),
    processorShare: (user + system) / 1_000 / watchFor,
  };
}
