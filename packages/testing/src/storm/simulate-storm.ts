import { type Clock, createSleep, type PolicyConfig, type Sleep } from '@breakwater/core';
import { createSeededRandom, type Random } from '../seeded-random.js';
import { createPolicyCaller } from './policy-caller.js';
import { createStormCall, type StormCall } from './storm-call.js';
import { createStormRecorder, type StormRecorder } from './storm-recorder.js';
import { createStormReport, type StormReport } from './storm-report.js';
import { assertStormScenario, STORM_SCENARIOS, type StormScenario, type StormScenarioName } from './storm-scenario.js';
import { createStormScheduler, type StormScheduler } from './storm-scheduler.js';
import { createStormServer } from './storm-server.js';

/** What a caller is given: the virtual time and the seeded randomness of the run. */
export interface StormCallerDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly sleep: Sleep;
  /** From 0 to below `instances`. */
  readonly instance: number;
}

/** One call of the application: it decides how often, and when, the request is sent. */
export type StormCaller = (call: StormCall) => Promise<unknown>;

/** Makes the caller of one instance; return the same one for all to simulate state that instances share. */
export type CreateStormCaller = (dependencies: StormCallerDependencies) => StormCaller;

/** Options of {@link simulateStorm}. */
export interface StormOptions {
  /** One that is built in, or your own. @default 'brownout' */
  readonly scenario?: StormScenarioName | StormScenario;
  /** Processes of the application; each has a caller of its own. @default 20 */
  readonly instances?: number;
  /** Calls that all instances together make in a second, at random times. @default 1_000 */
  readonly requestsPerSecond?: number;
  /** Milliseconds after which the client gives a request up; `Infinity` for never. @default 1_000 */
  readonly callTimeout?: number;
  /** Length of the run in milliseconds, in whole seconds. @default the scenario's */
  readonly duration?: number;
  /** The same seed gives the same run. @default 1 */
  readonly seed?: number;
  /** The settings to try. @default the defaults of `createPolicy` */
  readonly policy?: PolicyConfig;
  /** Simulates anything else: a loop of your own, another library. Excludes `policy`. */
  readonly createCaller?: CreateStormCaller;
}

/** Virtual milliseconds after the run in which calls that are under way may still end. */
const AFTERMATH = 120_000;

/** What a call failed with, for the count. */
function kindOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'object';
}

async function makeCall(
  caller: StormCaller,
  call: StormCall,
  scheduler: StormScheduler,
  recorder: StormRecorder,
): Promise<void> {
  const at = scheduler.elapsed();
  const calledAt = scheduler.now();
  recorder.called(at);
  try {
    await caller(call);
    recorder.succeeded(at);
  } catch (error) {
    recorder.failed(at, scheduler.now() - calledAt, kindOf(error));
  }
}

/**
 * Runs an application against a server that has a bad minute, in virtual time, and reports what the callers and the
 * server went through. A run of 140,000 calls takes about a second or two.
 *
 * The model: calls arrive at random (Poisson) and are spread over the instances at random. The server has a fixed
 * number of workers, exponential service times and one bounded queue; a full queue answers 503 at once. It does not
 * know when a caller gives up, so it also works for nobody. There is one server and one resource: a model to compare
 * policies with, not a promise for your vendor.
 *
 * @throws TypeError when an option is out of range
 * @example
 * ```ts
 * import { simulateStorm } from '@breakwater/testing';
 *
 * const report = await simulateStorm({ scenario: 'brownout', policy: { retryPolicy: { maxRetries: 1 } } });
 * console.log(report.toText());
 * ```
 */
export async function simulateStorm(options: StormOptions = {}): Promise<StormReport> {
  const { instances = 20, requestsPerSecond = 1_000, callTimeout = 1_000, seed = 1, policy, createCaller } = options;
  const scenario = toScenario(options);
  if (!(Number.isInteger(instances) && instances >= 1))
    throw new TypeError(`instances must be a positive integer; got ${instances}`);
  if (!(requestsPerSecond > 0 && requestsPerSecond <= 100_000)) {
    throw new TypeError(`requestsPerSecond must be above 0 and at most 100,000; got ${requestsPerSecond}`);
  }
  if (!(callTimeout >= 1)) throw new TypeError(`callTimeout must be at least 1 ms; got ${callTimeout}`);
  if (policy !== undefined && createCaller !== undefined)
    throw new TypeError('Give either policy or createCaller, not both');

  // A stream for each purpose: then all policies meet the same calls at the same times.
  const seeds = createSeededRandom(seed);
  const nextStream = (): Random => createSeededRandom(Math.floor(seeds() * 4_294_967_296));
  const arrivals = nextStream();
  const scheduler = createStormScheduler();
  const recorder = createStormRecorder(scenario.duration);
  const server = createStormServer({ scenario, scheduler, recorder, random: nextStream() });
  const call = createStormCall(server, scheduler, callTimeout);
  const sleep = createSleep(scheduler);
  const create = createCaller ?? createPolicyCaller(policy);
  const callers = Array.from({ length: instances }, (_, instance) =>
    create({ clock: scheduler, random: nextStream(), sleep, instance }),
  );

  let pending = 0;
  const arrive = (): void => {
    const caller = callers[Math.floor(arrivals() * instances)];
    if (caller) {
      pending += 1;
      void makeCall(caller, call, scheduler, recorder).finally(() => {
        pending -= 1;
      });
    }
    scheduleNext();
  };
  const scheduleNext = (): void => {
    const at = scheduler.elapsed() - (Math.log(1 - arrivals()) * 1_000) / requestsPerSecond;
    if (at < scenario.duration) scheduler.at(at, arrive);
  };
  scheduleNext();
  await scheduler.run(scenario.duration);
  await scheduler.run(scenario.duration + AFTERMATH, () => pending === 0);
  recorder.hung(pending);
  return createStormReport({ scenario, instances, requestsPerSecond, seed, recorder });
}

function toScenario({ scenario = 'brownout', duration }: StormOptions): StormScenario {
  const known = typeof scenario === 'string' ? STORM_SCENARIOS[scenario] : scenario;
  if (known === undefined) {
    throw new TypeError(
      `scenario must be one of ${Object.keys(STORM_SCENARIOS).join(', ')}, or a scenario of your own`,
    );
  }
  const result = duration === undefined ? known : { ...known, duration };
  assertStormScenario(result);
  return result;
}
