import type { CircuitBreakerConfig } from './circuit-breaker-config.js';
import type { FallbackConfig } from './fallback-config.js';
import type { HedgingConfig } from './hedging-config.js';
import type { MonitoringConfig } from './monitoring-config.js';
import type { RetryPolicy } from './retry-policy.js';

/** How failures of a service are met. */
export interface ErrorHandlingConfig {
  readonly retryPolicy: RetryPolicy;
  readonly circuitBreaker: CircuitBreakerConfig;
  /** @default false */
  readonly fallback: FallbackConfig;
  /** @default false */
  readonly hedging: HedgingConfig;
  readonly monitoring: MonitoringConfig;
  /** Time for a whole call, attempts and waits included, in milliseconds; `Infinity` for none. @default 30_000 */
  readonly deadline: number;
}

/** An {@link ErrorHandlingConfig} of which any part may be left out. */
export interface ErrorHandlingOverrides {
  readonly retryPolicy?: Partial<RetryPolicy> | undefined;
  readonly circuitBreaker?: Partial<CircuitBreakerConfig> | undefined;
  readonly fallback?: FallbackConfig | undefined;
  readonly hedging?: HedgingConfig | undefined;
  readonly monitoring?: Partial<MonitoringConfig> | undefined;
  readonly deadline?: number | undefined;
}
