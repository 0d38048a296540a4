import {
  type AdapterOptions,
  adapterOptionFields,
  type Issue,
  type RateLimitConfig,
  shape,
  withoutUndefined,
} from '@breakwater/core';
import { DEFAULT_COMPLIANCE, type StripeCompliance } from './compliance.js';
import { ALL_FEATURES, type StripeFeatures } from './features.js';
import type { StripeModule } from './load-client.js';
import { secretKeyShape } from './secret-key.js';

/** Options of {@link createStripe}. */
export interface StripeOptions extends AdapterOptions {
  /** A secret key (`sk_`) or a restricted one (`rk_`). Never printed, logged or kept in an error. */
  readonly secretKey: string;
  /**
   * The API version to speak. The SDK's types describe its own pinned version only, so leave this out unless you have to.
   * @default the version that the SDK is pinned to
   */
  readonly apiVersion?: string | undefined;
  /** Where Stripe answers; an emulator's address in tests. @default 'https://api.stripe.com' */
  readonly baseUrl?: string | undefined;
  /** @default all on */
  readonly features?: Partial<StripeFeatures> | undefined;
  /** @default { pciCompliant: true, dataRetention: 90 } */
  readonly compliance?: Partial<StripeCompliance> | undefined;
  /**
   * What may be asked of Stripe at once. The limit is the account's: share it out when several processes use one account.
   * @default 100 requests per second with a live key, 25 with a test key
   */
  readonly rateLimiting?: Partial<RateLimitConfig> | undefined;
  /** Where the SDK comes from: another copy or major of it, or one made ready for a test. @default () => import('stripe') */
  readonly stripe?: (() => Promise<StripeModule>) | undefined;
}

/** {@link StripeOptions} with the adapter's own defaults filled in. */
export interface ResolvedStripeOptions extends StripeOptions {
  readonly features: StripeFeatures;
  readonly compliance: StripeCompliance;
}

const flag = /* @__PURE__ */ shape.optional(shape.boolean());

const OPTIONS = /* @__PURE__ */ shape.object({
  secretKey: secretKeyShape,
  apiVersion: shape.optional(
    shape.string({
      pattern: /^\d{4}-\d{2}-\d{2}(?:\.[a-z]+)?$/,
      expected: 'an API version such as `2026-10-28.endive`',
    }),
  ),
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
  stripe: shape.optional(shape.func<() => Promise<StripeModule>>()),
  ...adapterOptionFields,
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
