import type { TortureEvent } from '../torture-event.ts';

/** Deliveries that are still to be made, in no order. */
export interface DeliveryPool {
  readonly size: number;
  add(event: TortureEvent): void;
  /** Takes some of them out, whichever. */
  take(count: number): readonly TortureEvent[];
}

/** A pool without deliveries. */
export function createDeliveryPool(random: () => number): DeliveryPool {
  const events: TortureEvent[] = [];
  const takeOne = (): TortureEvent[] => {
    const index = Math.floor(random() * events.length);
    const last = events.pop();
    const taken = events[index];
    if (last === undefined) return [];
    // The last one fills the gap, so that taking costs the same from a large pool.
    if (taken === undefined) return [last];
    events[index] = last;
    return [taken];
  };
  return {
    get size() {
      return events.length;
    },
    add: (event) => void events.push(event),
    take: (count) => Array.from({ length: count }, takeOne).flat(),
  };
}
