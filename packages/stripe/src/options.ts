import {
  type Clock,
  type ErrorHandlingOverrides,
  type Issue,
  type MonitoringConfig,
  type RateLimitConfig,
  type Shape,
  shape,
  type TelemetryOption,
  telemetryShape,
} from '@breakwater/core';
import { DEFAULT_COMPLIANCE, type StripeCompliance } from './compliance.js';
import { ALL_FEATURES, type StripeFeatures } from './features.js';
import type { StripeModule } from './load-client.js';
import { secretKeyShape } from './secret-key.js';
import { withoutUndefined } from './without-undefined.js';

/** Options of {@link createStripe}. */
export interface StripeOptions {
  /** A secret key (`sk_`) or a restricted one (`rk_`). Never printed, logged or kept in an error. */
  readonly secretKey: string;
  /**
   * The API version to speak. The SDK's types describe its own pinned version only, so leave this out unless you have to.
   * @default the version that the SDK is pinned to
   */
  readonly apiVersion?: string | undefined;
  /** Where Stripe answers; an emulator's address in tests. @default 'https://api.stripe.com' */
  readonly baseUrl?: string | undefined;
  /** What sends the requests. @default globalThis.fetch, looked up at each request */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Where events go. @default nowhere */
  readonly telemetry?: TelemetryOption | undefined;
  /** @default the clock of the machine */
  readonly clock?: Clock | undefined;
  /** From 0 to below 1. @default Math.random */
  readonly random?: (() => number) | undefined;
  /** @default all on */
  readonly features?: Partial<StripeFeatures> | undefined;
  /** @default { pciCompliant: true, dataRetention: 90 } */
  readonly compliance?: Partial<StripeCompliance> | undefined;
  /** Overrides of the retry policy, the circuit breaker, the fallback and the deadline. */
  readonly errorHandling?: ErrorHandlingOverrides | undefined;
  /**
   * What may be asked of Stripe at once. The limit is the account's: share it out when several processes use one account.
   * @default 100 requests per second with a live key, 25 with a test key
   */
  readonly rateLimiting?: Partial<RateLimitConfig> | undefined;
  readonly monitoring?: Partial<MonitoringConfig> | undefined;
  /** Where the SDK comes from: another copy or major of it, or one made ready for a test. @default () => import('stripe') */
  readonly stripe?: (() => Promise<StripeModule>) | undefined;
}

/** {@link StripeOptions} with the adapter's own defaults filled in. */
export interface ResolvedStripeOptions extends StripeOptions {
  readonly features: StripeFeatures;
  readonly compliance: StripeCompliance;
}

/** A host and a port: the SDK composes the path itself. */
function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isPlain && url.pathname === '/' && (url.protocol === 'https:' || url.protocol === 'http:');
}

const anyObject = <T>(): Shape<T> =>
  shape.custom<T>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'an object');

const flag = /* @__PURE__ */ shape.optional(shape.boolean());

const OPTIONS = /* @__PURE__ */ shape.object({
  secretKey: secretKeyShape,
  apiVersion: shape.optional(
    shape.string({
      pattern: /^\d{4}-\d{2}-\d{2}(?:\.[a-z]+)?$/,
      expected: 'an API version such as `2026-10-28.endive`',
    }),
  ),
  baseUrl: shape.optional(
    shape.custom<string>(isOrigin, 'an http or https origin without a path, such as `http://127.0.0.1:4242`'),
  ),
  fetch: shape.optional(shape.func<typeof globalThis.fetch>()),
  telemetry: shape.optional(telemetryShape),
  clock: shape.optional(anyObject<Clock>()),
  random: shape.optional(shape.func<() => number>()),
  features: shape.optional(
    shape.object({ subscriptions: flag, marketplace: flag, connect: flag, billing: flag, invoicing: flag }),
  ),
  compliance: shape.optional(
    shape.object({
      pciCompliant: flag,
      dataRetention: shape.optional(
        shape.number({ min: 1, max: 36_500, integer: true, expected: 'a number of days from 1 to 36500' }),
      ),
    }),
  ),
  // The parts of the policy are checked by `defineIntegration`, which knows their fields.
  errorHandling: shape.optional(anyObject<ErrorHandlingOverrides>()),
  rateLimiting: shape.optional(anyObject<Partial<RateLimitConfig>>()),
  monitoring: shape.optional(anyObject<Partial<MonitoringConfig>>()),
  stripe: shape.optional(shape.func<() => Promise<StripeModule>>()),
});

/** Checks the options, adds an issue for each wrong one, and fills in the adapter's own defaults. */
export function parseStripeOptions(options: StripeOptions, issues: Issue[]): ResolvedStripeOptions {
  const parsed = OPTIONS.parse(options, 'options', issues);
  return {
    ...parsed,
    features: { ...ALL_FEATURES, ...withoutUndefined(parsed?.features ?? {}) },
    compliance: { ...DEFAULT_COMPLIANCE, ...withoutUndefined(parsed?.compliance ?? {}) },
  };
}
