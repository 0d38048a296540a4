/**
 * The source of time that every part of Breakwater is given. Tests pass the virtual clock of `@breakwater/testing`.
 */
export interface Clock {
  /** Milliseconds since the epoch. May step backwards, as system clocks do; whoever measures with it allows for that. */
  now(): number;
  /** Calls `callback` once after `ms` milliseconds, and returns a handle for {@link Clock.clearTimeout}. */
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/**
 * The clock of the machine. Functions are looked up when they are called, so that fake timers installed later are seen.
 */
export const systemClock: Clock = /* @__PURE__ */ Object.freeze({
  now: (): number => Date.now(),
  setTimeout: (callback: () => void, ms: number): unknown => globalThis.setTimeout(callback, ms),
  clearTimeout: (handle: unknown): void => globalThis.clearTimeout(handle as Parameters<typeof clearTimeout>[0]),
});
