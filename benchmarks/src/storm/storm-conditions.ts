import { STORM_SCENARIOS, type StormOptions, type StormScenario } from '@breakwater/testing';

/** What the callers go through. */
export interface StormCondition {
  readonly caption: string;
  readonly options: Pick<StormOptions, 'scenario' | 'instances' | 'requestsPerSecond'>;
  /** The figures are the median over these. */
  readonly seeds: readonly number[];
  /** Also with one state for all clients, which is what makes a difference to clients that are small. */
  readonly hasSharedState?: boolean;
}

const { brownout, flake } = STORM_SCENARIOS;

const largeServer: StormScenario = {
  ...brownout,
  name: 'brownout, twice the capacity',
  server: { ...brownout.server, workers: 60 },
};
const badFlake: StormScenario = { ...flake, name: 'flake, 15 %', server: { ...flake.server, errorRate: 0.15 } };

/** The conditions of the benchmark. */
export const stormConditions: Readonly<Record<string, StormCondition>> = {
  brownout: {
    caption:
      'Brownout, 20 instances: 1,000 calls/s, capacity falls from 1,500/s to 300/s from second 20 to 50. Nobody can do better than 30 % success in the outage. Median of seeds 1, 2, 3.',
    options: { scenario: 'brownout' },
    seeds: [1, 2, 3],
  },
  'large-server': {
    caption:
      '`large-server`: the same with twice the capacity: 3,000/s, and 600/s in the outage (at most 60 % success).',
    options: { scenario: largeServer },
    seeds: [1],
  },
  'hard-outage': {
    caption:
      'Hard outage, 20 instances: each request takes 100 times longer from second 20 to 50 (at most 1.5 % success).',
    options: { scenario: 'hard-outage' },
    seeds: [1],
  },
  flake: {
    caption: '`flake`: no overload, 5 % of the requests are answered 503 at random.',
    options: { scenario: 'flake' },
    seeds: [1],
  },
  'bad-flake': {
    caption: '`bad-flake`: no overload, 15 % of the requests are answered 503 at random.',
    options: { scenario: badFlake },
    seeds: [1],
  },
  'lone-clients': {
    caption: '`lone-clients`: brownout, 1,000 clients that call once a second each and know nothing of one another.',
    options: { scenario: 'brownout', instances: 1_000 },
    seeds: [1],
    hasSharedState: true,
  },
};

const tiny: StormScenario = {
  name: 'tiny',
  duration: 5_000,
  server: { workers: 3, serviceTime: 20, queue: 300, rejectionTime: 5, errorRate: 0 },
  outage: { from: 1_000, to: 3_000, slowdown: 5 },
};

/** A condition that takes no time: to see that every caller runs. */
export const smokeConditions: Readonly<Record<string, StormCondition>> = {
  tiny: {
    caption: '`tiny`: five seconds.',
    options: { scenario: tiny, instances: 2, requestsPerSecond: 100 },
    seeds: [1],
    hasSharedState: true,
  },
};
