import type { DeliveryKey } from '../inbox/inbox.js';

/** Tasks of one lane run one after the other; lanes do not wait for each other. */
export interface SubjectLanes<Task> {
  /** Tasks that wait for their turn. */
  readonly waiting: number;
  /** Enters a lane. Resolves nothing: true means that the lane was free, and the task is to be begun by the caller. */
  enter(lane: string, task: Task): boolean;
  /** Leaves a lane, and says which task is next in it. */
  leave(lane: string): Task | undefined;
  /** Takes a waiting task out, when it has lost its turn. */
  drop(lane: string, task: Task): boolean;
  /** Takes all waiting tasks out. */
  clear(): readonly Task[];
}

/** The lane of a delivery; undefined for one without a subject, which waits for nobody. */
export function toLane(
  delivery: Omit<DeliveryKey, 'id'> & { readonly subject?: string | undefined },
): string | undefined {
  const { source, tenant, subject } = delivery;
  return subject === undefined ? undefined : JSON.stringify([source, tenant, subject]);
}

/** Makes lanes without tasks. A lane costs memory only while somebody is in it. */
export function createSubjectLanes<Task>(): SubjectLanes<Task> {
  const lanes = new Map<string, Task[]>();
  let waiting = 0;
  return {
    get waiting() {
      return waiting;
    },
    enter(lane, task) {
      const queue = lanes.get(lane);
      if (queue) {
        queue.push(task);
        waiting += 1;
      } else {
        lanes.set(lane, []);
      }
      return queue === undefined;
    },
    leave(lane) {
      const next = lanes.get(lane)?.shift();
      if (next === undefined) lanes.delete(lane);
      else waiting -= 1;
      return next;
    },
    drop(lane, task) {
      const queue = lanes.get(lane);
      const index = queue?.indexOf(task) ?? -1;
      if (index < 0) return false;
      queue?.splice(index, 1);
      waiting -= 1;
      return true;
    },
    clear() {
      const tasks = [...lanes.values()].flatMap((queue) => queue.splice(0));
      waiting = 0;
      return tasks;
    },
  };
}
