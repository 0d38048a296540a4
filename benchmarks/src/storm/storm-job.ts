import type { CreateStormCaller, StormFigures, StormOptions } from '@breakwater/testing';
import { peerCallers } from './storm-callers.ts';
import { replaceGlobals } from './virtual-globals.ts';

/** What the job is told. */
export interface StormInput {
  readonly subject: string;
  readonly options: Pick<StormOptions, 'scenario' | 'instances' | 'requestsPerSecond' | 'seed'>;
}

/** Breakwater as it is by default. */
export const BREAKWATER = 'Breakwater, defaults';
/** One policy for all instances: what a shared state that costs nothing would give. */
export const BREAKWATER_SHARED = 'Breakwater, one state for all clients';

/** Runs one caller through one storm. */
export default async function stormJob({ subject, options }: StormInput): Promise<StormFigures> {
  // Peers know no clock: the globals are replaced before they, or anything else, is loaded.
  const globals = replaceGlobals();
  const { classifyStormFailure, simulateStorm } = await import('@breakwater/testing');
  const { createPolicy } = await import('@breakwater/core');
  const toCaller = async (): Promise<CreateStormCaller | undefined> => {
    if (subject === BREAKWATER) return undefined;
    if (subject === BREAKWATER_SHARED) {
      let shared: ReturnType<CreateStormCaller> | undefined;
      return ({ clock, random }) => {
        const create = (): ReturnType<CreateStormCaller> => {
          const policy = createPolicy('storm', {}, { clock, random, classifyError: classifyStormFailure });
          return (call) => policy.execute((attempt) => call(attempt.signal), { idempotent: true });
        };
        return (shared ??= create());
      };
    }
    const load = peerCallers[subject];
    if (!load) throw new Error(`There is no subject '${subject}'`);
    const make = await load();
    return ({ clock, random, instance }) => {
      // They all share the globals, and so one stream of random numbers.
      if (instance === 0) globals.attach(clock, random);
      return make();
    };
  };
  const createCaller = await toCaller();
  const { toText: _, ...figures } = await simulateStorm(createCaller ? { ...options, createCaller } : options);
  return figures;
}
