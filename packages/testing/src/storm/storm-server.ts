import type { Random } from '../seeded-random.js';
import { createStormFailure, type StormFailure } from './storm-failure.js';
import type { StormRecorder } from './storm-recorder.js';
import type { StormScenario } from './storm-scenario.js';
import type { StormScheduler } from './storm-scheduler.js';

/** A request on its way through the server. */
interface Job {
  /** Answers the caller; returns false when the caller had given up. */
  answer(failure?: StormFailure): boolean;
}

/** The service that all callers of a storm call. */
export interface StormServer {
  /** Takes a request in, now. It cannot be taken back: the server does not know when its caller gives up. */
  receive(job: Job): void;
}

/** What {@link createStormServer} needs. */
export interface StormServerParts {
  readonly scenario: StormScenario;
  readonly scheduler: StormScheduler;
  readonly random: Random;
  readonly recorder: StormRecorder;
}

/** Creates the server of a storm: a fixed number of workers, exponential service times, one bounded queue. */
export function createStormServer(parts: StormServerParts): StormServer {
  const { scenario, scheduler, random, recorder } = parts;
  const { server: model, outage } = scenario;
  let waiting: Job[] = [];
  let head = 0;
  let busy = 0;

  const slowdownAt = (time: number): number =>
    outage !== undefined && time >= outage.from && time < outage.to ? outage.slowdown : 1;

  const takeWaiting = (): Job | undefined => {
    const job = waiting[head];
    if (job !== undefined) head += 1;
    // Cut the served part off now and then, and not each time: shifting a long array is slow.
    if (head > 4_096) {
      waiting = waiting.slice(head);
      head = 0;
    }
    return job;
  };

  const work = (job: Job, from: number): void => {
    const service = -Math.log(1 - random()) * model.serviceTime * slowdownAt(from);
    scheduler.at(from + service, () => {
      recorder.served(from + service, job.answer());
      const next = takeWaiting();
      if (next === undefined) busy -= 1;
      else work(next, from + service);
    });
  };

  const refuse = (job: Job, now: number): void =>
    scheduler.at(now + model.rejectionTime, () => job.answer(createStormFailure('UNAVAILABLE')));

  return {
    receive(job) {
      const now = scheduler.elapsed();
      recorder.requested(now);
      if (model.errorRate > 0 && random() < model.errorRate) refuse(job, now);
      else if (busy < model.workers) {
        busy += 1;
        work(job, now);
      } else if (waiting.length - head < model.queue) waiting.push(job);
      else refuse(job, now);
    },
  };
}
