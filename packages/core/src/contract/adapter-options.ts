import type { TelemetryOption } from '../monitoring/telemetry.js';
import { telemetryShape } from '../monitoring/telemetry-shape.js';
import type { Clock } from '../runtime/clock.js';
import type { ErrorHandlingOverrides } from './error-handling-config.js';
import type { MonitoringConfig } from './monitoring-config.js';
import type { RateLimitConfig } from './rate-limit-config.js';
import { type OptionalShape, type Shape, shape } from './shape.js';

/** The options that all adapters have beside those of their vendor. */
export interface AdapterOptions {
  /** Where the vendor answers; an emulator's address in tests. @default the vendor's own */
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
  /** What may be asked of the vendor at once. */
  readonly rateLimiting?: Partial<RateLimitConfig> | undefined;
  readonly monitoring?: Partial<MonitoringConfig> | undefined;
}

/** The rules for the fields of `T`, to be put into `shape.object` together with others. */
export type ShapeFields<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? OptionalShape<Exclude<T[K], undefined>> : Shape<T[K]>;
};

/** Scheme, host and port alone: SDKs compose the path themselves. */
export const originShape: Shape<string> = /* @__PURE__ */ shape.custom<string>(
  isOrigin,
  'an http or https origin without a path, such as `http://127.0.0.1:4242`',
);

const anObject = <T>(): Shape<T> => shape.custom<T>(isObject, 'an object');

/**
 * The rules for {@link AdapterOptions}. The parts of the policy are only looked at from outside here: what is in them is
 * checked by {@link configureIntegration}, which knows their fields.
 */
export const adapterOptionFields: ShapeFields<AdapterOptions> = /* @__PURE__ */ Object.freeze({
  baseUrl: /* @__PURE__ */ shape.optional(originShape),
  fetch: /* @__PURE__ */ shape.optional(shape.func<typeof globalThis.fetch>()),
  telemetry: /* @__PURE__ */ shape.optional(telemetryShape),
  clock: /* @__PURE__ */ shape.optional(anObject<Clock>()),
  random: /* @__PURE__ */ shape.optional(shape.func<() => number>()),
  errorHandling: /* @__PURE__ */ shape.optional(anObject<ErrorHandlingOverrides>()),
  rateLimiting: /* @__PURE__ */ shape.optional(anObject<Partial<RateLimitConfig>>()),
  monitoring: /* @__PURE__ */ shape.optional(anObject<Partial<MonitoringConfig>>()),
});

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isPlain && url.pathname === '/' && (url.protocol === 'https:' || url.protocol === 'http:');
}
