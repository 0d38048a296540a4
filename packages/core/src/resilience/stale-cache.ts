/** Options of {@link StaleCache}. */
export interface StaleCacheOptions {
  /** Milliseconds after which an answer is too old to be served. */
  readonly maxAge: number;
  /** Answers kept; the least recently used goes first. */
  readonly maxEntries: number;
}

/** The last good answers of reads, to be served when the vendor fails (RFC 5861 calls it stale-if-error). */
export class StaleCache {
  readonly #options: StaleCacheOptions;
  // A Map iterates in the order of insertion: an entry that is used is inserted anew, so the first one is the oldest.
  readonly #entries = new Map<string, { readonly value: unknown; readonly at: number }>();

  constructor(options: StaleCacheOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  set(key: string, value: unknown, now: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, at: now });
    if (this.#entries.size <= this.#options.maxEntries) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  /** A holder of the answer, so that an answer of undefined is told from none. */
  get(key: string, now: number): { readonly value: unknown } | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (now - entry.at > this.#options.maxAge) return undefined;
    this.#entries.set(key, entry);
    return entry;
  }
}
