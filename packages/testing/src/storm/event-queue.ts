/** Something that happens at a time. */
export interface QueuedEvent {
  /** Milliseconds from the start of the run; may be fractional. */
  readonly at: number;
  /** Cleared by whoever cancels it: taking it out of the middle of the heap would cost more than leaving it in. */
  run: (() => void) | undefined;
}

/** Events in the order of their time; equal times in the order in which they were added. */
export interface EventQueue {
  readonly size: number;
  add(at: number, run: () => void): QueuedEvent;
  /** The time of the next event, Infinity when there is none. */
  nextAt(): number;
  /** Takes the next event out. */
  take(): QueuedEvent | undefined;
}

interface Entry extends QueuedEvent {
  readonly sequence: number;
}

const isBefore = (left: Entry, right: Entry): boolean =>
  left.at < right.at || (left.at === right.at && left.sequence < right.sequence);

/** Creates an {@link EventQueue}: a binary heap, since a storm has hundreds of thousands of events. */
export function createEventQueue(): EventQueue {
  const heap: Entry[] = [];
  let sequence = 0;

  const siftUp = (entry: Entry, start: number): void => {
    let index = start;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || isBefore(parent, entry)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = entry;
  };

  const siftDown = (entry: Entry): void => {
    let index = 0;
    for (;;) {
      const leftIndex = 2 * index + 1;
      const left = heap[leftIndex];
      if (left === undefined) break;
      const right = heap[leftIndex + 1];
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (isBefore(entry, child)) break;
      heap[index] = child;
      index = isRight ? leftIndex + 1 : leftIndex;
    }
    heap[index] = entry;
  };

  return {
    get size(): number {
      return heap.length;
    },
    add(at, run) {
      const entry: Entry = { at, run, sequence: sequence++ };
      heap.push(entry);
      siftUp(entry, heap.length - 1);
      return entry;
    },
    nextAt: () => heap[0]?.at ?? Number.POSITIVE_INFINITY,
    take() {
      const first = heap[0];
      const last = heap.pop();
      if (last !== undefined && last !== first) siftDown(last);
      return first;
    },
  };
}
