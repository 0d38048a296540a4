import { IntegrationError } from '@breakwater/core';

/** Groups of curated operations that can be switched off. */
export interface SendGridFeatures {
  /** `emails.send` and `emails.sendMany`. @default true */
  readonly emails: boolean;
  /** `emails.schedule`, `emails.createBatch`, `emails.cancel`, `emails.pause` and `emails.resume`. @default true */
  readonly scheduling: boolean;
  /** `contacts.*`. @default true */
  readonly contacts: boolean;
  /** `suppressions.*`. @default true */
  readonly suppressions: boolean;
}

/** The name of a feature. */
export type SendGridFeature = keyof SendGridFeatures;

/** Every feature on: what `createSendGrid` starts from. */
export const ALL_FEATURES: SendGridFeatures = /* @__PURE__ */ Object.freeze({
  emails: true,
  scheduling: true,
  contacts: true,
  suppressions: true,
});

/**
 * Refuses an operation whose feature is off, before any I/O.
 *
 * @throws IntegrationError `FEATURE_DISABLED`
 */
export function assertFeature(features: SendGridFeatures, feature: SendGridFeature, operation: string): void {
  if (features[feature]) return;
  throw new IntegrationError({
    code: 'FEATURE_DISABLED',
    service: 'sendgrid',
    operation,
    message: `sendgrid ${operation}: the feature \`${feature}\` is switched off in createSendGrid({ features })`,
  });
}
