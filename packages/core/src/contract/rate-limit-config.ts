/** How much may be asked of a vendor at once. */
export interface RateLimitConfig {
  /** Requests per second that the vendor documents. Without it only the vendor's answers limit the rate. */
  readonly requestsPerSecond?: number | undefined;
  /** Requests that may be sent at once after a quiet time. @default requestsPerSecond */
  readonly burst?: number | undefined;
  /** Calls in flight: a fixed bound, or one that adapts to what the vendor can serve. @default 'adaptive' */
  readonly concurrency: number | 'adaptive';
  /** Calls that may wait for a place, beyond which they are refused as `OVERLOADED`. @default 0 with 'adaptive', 100 with a number */
  readonly queue?: number | undefined;
}
