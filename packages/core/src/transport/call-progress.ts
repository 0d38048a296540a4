import type { IntegrationError } from '../errors/integration-error.js';

/** One write of a call, from the moment that it may be sent. */
export interface WriteInProgress {
  end(result: 'applied' | 'refused' | 'unknown'): void;
}

/** Failures that are kept to be matched with what the SDK throws. */
const MAX_FAILURES = 50;

/**
 * What the requests of one call have come to. The outcome of a call is the outcome of all its writes, not of the request
 * that failed last: a call whose first write was applied is never `not_applied`. Calls inside a call count for both.
 */
export class CallProgress {
  readonly #parent: CallProgress | undefined;
  readonly #derivesKey: boolean;
  readonly #failures: IntegrationError[] = [];
  readonly #keys = new Set<string>();
  /** Writes of unknown outcome, by their key where they have one: a repeat under the same key can settle them. */
  readonly #uncertain = new Set<string | WriteInProgress>();
  #requests = 0;
  #applied = 0;
  #open = 0;
  #calls = 0;
  #sentCallKey = false;

  /** @param derivesKey the key of this call is derived from that of `parent`, so that a repeat of `parent` repeats it */
  constructor(parent?: CallProgress, derivesKey = false) {
    this.#parent = parent;
    this.#derivesKey = derivesKey;
  }

  /** Requests that were sent. */
  get requests(): number {
    return this.#requests;
  }

  /** Whether a write of this call was applied, or may have been. */
  get mayHaveApplied(): boolean {
    return this.#applied > 0 || this.#uncertain.size > 0 || this.#open > 0;
  }

  /** Whether the key of the call, or one derived from it, has left: then a repeat under it is safe. */
  get sentCallKey(): boolean {
    return this.#sentCallKey;
  }

  countRequest(): void {
    this.#requests += 1;
    this.#parent?.countRequest();
  }

  /** The number of the next call inside this one, from 1. */
  nextCall(): number {
    return ++this.#calls;
  }

  hasUsed(key: string): boolean {
    return this.#keys.has(key);
  }

  noteKey(key: string, isCallKey: boolean): void {
    this.#keys.add(key);
    if (!isCallKey) return;
    this.#sentCallKey = true;
    if (this.#derivesKey) this.#parent?.noteKey(key, true);
  }

  beginWrite(key: string | undefined): WriteInProgress {
    const outer = this.#parent?.beginWrite(key);
    this.#open += 1;
    const write: WriteInProgress = {
      end: (result) => {
        outer?.end(result);
        this.#open -= 1;
        const name = key ?? write;
        if (result === 'unknown') this.#uncertain.add(name);
        else if (result === 'applied') {
          this.#applied += 1;
          this.#uncertain.delete(name);
        }
      },
    };
    return write;
  }

  noteFailure(error: IntegrationError): void {
    this.#failures.push(error);
    if (this.#failures.length > MAX_FAILURES) this.#failures.shift();
  }

  hasFailure(error: IntegrationError): boolean {
    return this.#failures.includes(error);
  }

  /** The newest failure that fits what the SDK tells: by the id of the request, else by its status. */
  findFailure(told: {
    readonly requestId?: string | undefined;
    readonly status?: number | undefined;
  }): IntegrationError | undefined {
    const { requestId, status } = told;
    const byId =
      requestId === undefined ? undefined : this.#failures.findLast((error) => error.requestId === requestId);
    return byId ?? this.#failures.findLast((error) => status === undefined || error.status === status);
  }
}
