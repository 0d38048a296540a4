import { AlgoliaApiError } from './api-error.js';
import { DEFAULT_SETTINGS } from './default-settings.js';

/** A record, or a synonym or a rule, as it was sent. */
export type StoredObject = Readonly<Record<string, unknown>> & { readonly objectID: string };

/** An index as searches see it: what was sent and is not published yet is not in it. */
export interface StoredIndex {
  readonly records: Map<string, StoredObject>;
  settings: Readonly<Record<string, unknown>>;
  readonly synonyms: Map<string, StoredObject>;
  readonly rules: Map<string, StoredObject>;
}

/** Something that Algolia has accepted and will do. */
export interface Task {
  readonly taskID: number;
  readonly published: boolean;
}

/** What Algolia believes. */
export interface AlgoliaState {
  readonly indexes: ReadonlyMap<string, StoredIndex>;
  readonly tasks: readonly Task[];
  readonly events: Readonly<Record<string, unknown>>[];
  /** Throws 404 for an index that is not there. */
  require(name: string): StoredIndex;
  /** For a task: the index, made if it is not there. */
  open(name: string): StoredIndex;
  drop(name: string): void;
  put(name: string, index: StoredIndex): void;
  /** Accepts a change, which is applied when its task is published. */
  enqueue(apply: () => void): number;
  /** Looks at a task, which brings it nearer to its end. */
  look(taskID: number): Task;
  /** Publishes everything that was accepted. */
  publish(): void;
  /** A number that was not given out before. */
  next(): number;
}

interface OpenTask {
  readonly taskID: number;
  readonly apply: () => void;
  looks: number;
  published: boolean;
}

/** An empty application. Tasks are done in the order of their acceptance, after `looksUntilPublished` looks at one. */
export function createAlgoliaState(looksUntilPublished: number): AlgoliaState {
  const indexes = new Map<string, StoredIndex>();
  const tasks: OpenTask[] = [];
  let last = 0;
  const publishThrough = (end: OpenTask | undefined): void => {
    for (const task of tasks) {
      if (!task.published) {
        task.published = true;
        task.apply();
      }
      if (task === end) return;
    }
  };
  return {
    indexes,
    tasks,
    events: [],
    require(name) {
      const found = indexes.get(name);
      if (found === undefined) throw new AlgoliaApiError(404, `Index ${name} does not exist`);
      return found;
    },
    open(name) {
      const found = indexes.get(name) ?? createStoredIndex();
      indexes.set(name, found);
      return found;
    },
    drop: (name) => void indexes.delete(name),
    put: (name, index) => void indexes.set(name, index),
    enqueue(apply) {
      const task: OpenTask = { taskID: ++last, apply, looks: 0, published: false };
      tasks.push(task);
      if (looksUntilPublished === 0) publishThrough(task);
      return task.taskID;
    },
    look(taskID) {
      const task = tasks.find((candidate) => candidate.taskID === taskID);
      if (task === undefined) throw new AlgoliaApiError(404, `Task ${taskID} does not exist`);
      task.looks += 1;
      if (task.looks >= looksUntilPublished) publishThrough(task);
      return { taskID, published: task.published };
    },
    publish: () => publishThrough(undefined),
    next: () => ++last,
  };
}

/** An index without anything in it. */
export function createStoredIndex(): StoredIndex {
  return { records: new Map(), settings: DEFAULT_SETTINGS, synonyms: new Map(), rules: new Map() };
}
