import { checkOptions, type OptionRule } from '../check-options.js';

/** The status codes that a sender understands. Anything but 2xx asks it to deliver again. */
export interface DeliveryStatuses {
  /** The effect is applied, now or before, or nobody handles this type of event. @default 200 */
  readonly done: number;
  /** Stored durably and not done yet: work, further attempts and dead letters are ours from here. @default 200 */
  readonly stored: number;
  /** Another request is at it. @default 409 */
  readonly inProgress: number;
  /** Neither done nor durably stored. @default 503 */
  readonly failed: number;
  /** The request does not prove where it comes from. @default 401 */
  readonly unverified: number;
  /** No secret is configured on our side; the sender tries again while that is mended. @default 500 */
  readonly missingSecret: number;
}

/** How a sender delivers. */
export interface DeliveryProfile {
  readonly statuses: DeliveryStatuses;
  /** The largest body taken, in bytes. @default 1_048_576 */
  readonly maxBodyBytes: number;
  /**
   * How long it is remembered that an event is done, in milliseconds: longer than the sender may deliver it again.
   * @default 259_200_000 (three days)
   */
  readonly retention: number;
  /** Content types that the sender reads in an answer: a handler may return one, see `WebhookReply`. @default none */
  readonly replyTypes?: readonly string[] | undefined;
}

/** Overrides of a {@link DeliveryProfile}. */
export interface DeliveryOverrides {
  readonly statuses?: Partial<DeliveryStatuses> | undefined;
  readonly maxBodyBytes?: number | undefined;
  readonly retention?: number | undefined;
  readonly replyTypes?: readonly string[] | undefined;
}

const aStatus: OptionRule = [
  (value) => Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599,
  'an HTTP status from 200 to 599',
];
const contentTypes: OptionRule = [
  (value) => Array.isArray(value) && value.every((type) => typeof type === 'string' && /^[\w.+-]+\/[^\s]+$/.test(type)),
  'an array of content types, such as `text/xml`',
];
const DEFAULT_STATUSES: DeliveryStatuses = {
  done: 200,
  stored: 200,
  inProgress: 409,
  failed: 503,
  unverified: 401,
  missingSecret: 500,
};

/**
 * A profile with a default for everything that is left out.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong overrides
 */
export function createDeliveryProfile(service: string, overrides: DeliveryOverrides = {}): DeliveryProfile {
  const { statuses, maxBodyBytes = 1_048_576, retention = 3 * 86_400_000, replyTypes = [] } = overrides;
  const rules = { statuses: 'object', maxBodyBytes: 'count', retention: 'duration', replyTypes: contentTypes } as const;
  const statusRules = Object.fromEntries(Object.keys(DEFAULT_STATUSES).map((name) => [name, aStatus]));
  checkOptions(service, 'options.delivery', overrides, rules);
  checkOptions(service, 'options.delivery.statuses', statuses, statusRules);
  return { statuses: { ...DEFAULT_STATUSES, ...statuses }, maxBodyBytes, retention, replyTypes };
}
