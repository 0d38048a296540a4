import type { CircuitBreakerConfig } from '../contract/circuit-breaker-config.js';
import type { ErrorHandlingConfig } from '../contract/error-handling-config.js';
import type { HedgingConfig } from '../contract/hedging-config.js';
import type { MonitoringConfig } from '../contract/monitoring-config.js';
import { type ParseShapeContext, parseShape } from '../contract/parse-shape.js';
import type { RateLimitConfig } from '../contract/rate-limit-config.js';
import type { RetryPolicy } from '../contract/retry-policy.js';
import { type Shape, shape } from '../contract/shape.js';
import { ERROR_CODES } from '../errors/error-code.js';
import { createFallbackShape } from './fallback-shape.js';
import type { PolicyConfig } from './policy.js';

/** A {@link PolicyConfig} in which every part is decided. */
export interface ResolvedPolicyConfig extends ErrorHandlingConfig {
  readonly rateLimiting: RateLimitConfig;
}

/** The longest time that timers can hold, in milliseconds: about 24 days. */
const MAX_TIMER = 2_147_483_647;

const RETRY_POLICY: RetryPolicy = {
  maxRetries: 2,
  backoffStrategy: 'exponential',
  baseDelay: 200,
  maxDelay: 5_000,
  jitter: 'full',
  retryableErrors: ['RATE_LIMITED', 'TIMEOUT', 'NETWORK', 'UNAVAILABLE'],
  budget: { ratio: 0.2, burst: 10 },
};

const CIRCUIT_BREAKER: CircuitBreakerConfig = {
  timeout: 10_000,
  errorThreshold: 80,
  resetTimeout: 1_000,
  minimumCalls: 10,
  window: 5_000,
  failureStreak: 5,
  slowCallRate: 100,
  halfOpenProbes: 3,
};

const MONITORING: MonitoringConfig = { enabled: true, slowCallThreshold: 5_000 };

/** The defaults. Shared by every policy that changes nothing, and never handed out to be changed. */
const DEFAULTS: ResolvedPolicyConfig = {
  retryPolicy: RETRY_POLICY,
  circuitBreaker: CIRCUIT_BREAKER,
  fallback: false,
  hedging: false,
  monitoring: MONITORING,
  deadline: 30_000,
  rateLimiting: { concurrency: 'adaptive', queue: 0 },
};

/** The shapes are built when they are first needed by a call, not at import. */
function createShape(): Shape<PolicyConfig> {
  const { optional, number, oneOf } = shape;
  const milliseconds = (min: number): Shape<number> => number({ min, max: MAX_TIMER });
  const count = (min: number, max: number): Shape<number> => number({ min, max, integer: true });
  const off = oneOf([false]);
  const policy = shape.object({
    retryPolicy: optional(
      shape.object({
        maxRetries: optional(count(0, 100)),
        backoffStrategy: optional(oneOf(['linear', 'exponential'])),
        baseDelay: optional(milliseconds(0)),
        maxDelay: optional(milliseconds(0)),
        jitter: optional(oneOf(['full', 'equal', 'none'])),
        retryableErrors: optional(shape.array(oneOf(ERROR_CODES))),
        budget: optional(
          shape.union(off, shape.object({ ratio: number({ min: 0, max: 100 }), burst: number({ min: 0, max: 1e6 }) })),
        ),
      }),
    ),
    circuitBreaker: optional(
      shape.object({
        timeout: optional(milliseconds(1)),
        errorThreshold: optional(number({ min: 1, max: 100 })),
        resetTimeout: optional(number({ min: 1, max: 86_400_000 })),
        minimumCalls: optional(count(1, 1e6)),
        window: optional(milliseconds(1)),
        failureStreak: optional(count(1, 1e6)),
        slowCallThreshold: optional(milliseconds(0)),
        slowCallRate: optional(number({ min: 1, max: 100 })),
        halfOpenProbes: optional(count(1, 1_000)),
      }),
    ),
    fallback: optional(createFallbackShape()),
    hedging: optional(
      shape.union(
        off,
        shape.object({ delay: milliseconds(1), maxHedges: optional(count(1, 5)) }),
      ) as Shape<HedgingConfig>,
    ),
    monitoring: optional(
      shape.object({ enabled: optional(shape.boolean()), slowCallThreshold: optional(milliseconds(0)) }),
    ),
    deadline: optional(shape.union(milliseconds(1), oneOf([Infinity]))),
    rateLimiting: optional(
      shape.object({
        requestsPerSecond: optional(number({ min: 0.001, max: 1e6 })),
        burst: optional(number({ min: 1, max: 1e6 })),
        concurrency: optional(shape.union(count(1, 1e6), oneOf(['adaptive']))),
        queue: optional(count(0, 1e6)),
      }),
    ),
  });
  // An object's shape leaves out what is undefined, which its type cannot say.
  return policy as Shape<PolicyConfig>;
}

/**
 * Validates a configuration and completes it with the defaults. The result shares nothing with what was given, except for
 * a fallback's value and handler.
 *
 * @throws IntegrationError `CONFIGURATION` that names the path and value of everything that is wrong
 */
export function resolvePolicyConfig(
  config: PolicyConfig | undefined,
  context: ParseShapeContext,
): ResolvedPolicyConfig {
  if (config === undefined) return DEFAULTS;
  const parsed = parseShape(config, createShape(), { ...context, code: 'CONFIGURATION' });
  const rateLimiting = { ...DEFAULTS.rateLimiting, ...parsed.rateLimiting };
  return {
    retryPolicy: { ...RETRY_POLICY, ...parsed.retryPolicy },
    circuitBreaker: { ...CIRCUIT_BREAKER, ...parsed.circuitBreaker },
    fallback: typeof parsed.fallback === 'object' ? { ...parsed.fallback } : false,
    hedging: parsed.hedging ?? false,
    monitoring: { ...MONITORING, ...parsed.monitoring },
    deadline: parsed.deadline ?? DEFAULTS.deadline,
    rateLimiting: {
      ...rateLimiting,
      queue: parsed.rateLimiting?.queue ?? (rateLimiting.concurrency === 'adaptive' ? 0 : 100),
    },
  };
}
