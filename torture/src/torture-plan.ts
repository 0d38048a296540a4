import type { PlantedBug } from './bugs/planted-bug.ts';
import type { StoreName } from './stores/store-location.ts';

/** One run of the torture. */
export interface TorturePlan {
  readonly store: StoreName;
  /** Everything random comes from it; only the races between processes do not. */
  readonly seed: number;
  /** Deliveries of events, those that are repeated included. */
  readonly deliveries: number;
  /** Processes that are killed before it ends. */
  readonly kills: number;
  /** Processes that receive and work at the same time. */
  readonly processes: number;
  /** What the events are about. Few of them make many conflicts. */
  readonly subjects: number;
  /** A defect put into the product, which the checker has to find. */
  readonly bug?: PlantedBug | undefined;
}

/** How often each event is delivered on average: duplicates are the rule here. */
export const DELIVERIES_PER_EVENT = 2.5;

/** Milliseconds that a claim lasts: short, because nobody takes up the work of a killed process before. */
export const LEASE = 1_000;
