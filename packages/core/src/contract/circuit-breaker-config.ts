/** When calls to a failing service stop, and how they begin again. All durations are milliseconds. */
export interface CircuitBreakerConfig {
  /** Time that one attempt may take. @default 10_000 */
  readonly timeout: number;
  /** Percentage of failed calls in the window, from 1 to 100, at which it opens. @default 80 */
  readonly errorThreshold: number;
  /** Open time after the first trip. Doubles with each further one, jittered, up to 30 times. @default 1_000 */
  readonly resetTimeout: number;
  /** Calls in the window below which the threshold does not apply. @default 10 */
  readonly minimumCalls: number;
  /** Length of the sliding window. @default 5_000 */
  readonly window: number;
  /** Failures in a row that open it while there are fewer than `minimumCalls`. @default 5 */
  readonly failureStreak: number;
  /** A call that takes longer counts as slow; without it slowness never opens the circuit. */
  readonly slowCallThreshold?: number | undefined;
  /** Percentage of slow calls in the window at which it opens. @default 100 */
  readonly slowCallRate: number;
  /** Calls let through while half-open, and successes needed to close. @default 3 */
  readonly halfOpenProbes: number;
}
