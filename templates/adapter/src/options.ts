import {
  type Clock,
  type ErrorHandlingOverrides,
  type MonitoringConfig,
  parseShape,
  type RateLimitConfig,
  type Shape,
  shape,
  type TelemetryOption,
} from '@breakwater/core';

/** Options of `createAcme`. */
export interface AcmeOptions {
  /** A key from Acme's settings. Never printed, logged or kept in an error. */
  readonly apiKey: string;
  /** Where Acme answers; an emulator's address in tests. @default 'https://api.acme.example' */
  readonly baseUrl?: string | undefined;
  /** What sends the requests. @default globalThis.fetch, looked up at each request */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Where events go. @default nowhere */
  readonly telemetry?: TelemetryOption | undefined;
  /** @default the clock of the machine */
  readonly clock?: Clock | undefined;
  /** From 0 to below 1. @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Overrides of the retry policy, the circuit breaker, the fallback and the deadline. */
  readonly errorHandling?: ErrorHandlingOverrides | undefined;
  /** What may be asked of Acme at once. @default 20 requests per second */
  readonly rateLimiting?: Partial<RateLimitConfig> | undefined;
  readonly monitoring?: Partial<MonitoringConfig> | undefined;
}

const anObject = <T>(): Shape<T> =>
  shape.custom<T>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'an object');

const isSink = (value: unknown): boolean => typeof value === 'object' && value !== null;

const OPTIONS = /* @__PURE__ */ shape.object({
  apiKey: shape.secret({ pattern: /^acme_\w{8,}$/, expected: 'a key that begins with `acme_`' }),
  baseUrl: shape.optional(shape.url()),
  fetch: shape.optional(shape.func<typeof globalThis.fetch>()),
  telemetry: shape.optional(shape.custom<TelemetryOption>(isSink, '{ emit(event) }, or an array of them')),
  clock: shape.optional(anObject<Clock>()),
  random: shape.optional(shape.func<() => number>()),
  // The parts of the policy are checked by `defineIntegration`, which knows their fields.
  errorHandling: shape.optional(anObject<ErrorHandlingOverrides>()),
  rateLimiting: shape.optional(anObject<Partial<RateLimitConfig>>()),
  monitoring: shape.optional(anObject<Partial<MonitoringConfig>>()),
});

/**
 * Checks the options.
 *
 * @throws IntegrationError `CONFIGURATION` that names each wrong option
 */
export function resolveAcmeOptions(options: AcmeOptions): AcmeOptions {
  return parseShape(options, OPTIONS, {
    path: 'options',
    service: 'acme',
    operation: 'createAcme',
    code: 'CONFIGURATION',
  });
}
