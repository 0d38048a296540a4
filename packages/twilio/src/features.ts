import { IntegrationError } from '@breakwater/core';

/** Parts of Twilio that an application uses. A part that is off is refused with `FEATURE_DISABLED` before any I/O. */
export interface TwilioFeatures {
  /** `sms.*` @default true */
  readonly sms: boolean;
  /** `whatsapp.*` @default true */
  readonly whatsapp: boolean;
  /** `voice.*` @default true */
  readonly voice: boolean;
  /** `verify.*` @default true */
  readonly verify: boolean;
  /** `video.*` @default true */
  readonly video: boolean;
}

/** The name of a feature. */
export type TwilioFeature = keyof TwilioFeatures;

/** Every feature on: what `createTwilio` starts from. */
export const ALL_FEATURES: TwilioFeatures = /* @__PURE__ */ Object.freeze({
  sms: true,
  whatsapp: true,
  voice: true,
  verify: true,
  video: true,
});

/**
 * Refuses an operation of a part that is off.
 *
 * @throws IntegrationError `FEATURE_DISABLED`
 */
export function assertFeature(features: TwilioFeatures, feature: TwilioFeature | undefined, operation: string): void {
  if (feature === undefined || features[feature]) return;
  throw new IntegrationError({
    code: 'FEATURE_DISABLED',
    service: 'twilio',
    operation,
    message: `twilio ${operation}: the feature \`${feature}\` is switched off in createTwilio({ features })`,
  });
}
