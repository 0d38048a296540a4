import {
  type AdapterOptions,
  adapterOptionFields,
  type Issue,
  type RateLimitConfig,
  refineShape,
  type Shape,
  shape,
  withoutUndefined,
} from '@breakwater/core';
import { ALL_FEATURES, type TwilioFeatures } from './features.js';
import type { TwilioModule } from './load-client.js';
import type { TextWarning } from './messages/describe-text.js';
import { phoneNumberShape, senderShape } from './messages/phone-number.js';
import { type TextTemplates, textTemplateShape } from './messages/text-template.js';
import { sidShape } from './sid.js';
import { urlShape } from './url-shape.js';

/** What proves who calls: the account's token, or an API key, which can be revoked by itself. */
export type TwilioCredentials =
  | {
      /** Never printed, logged or kept in an error. It also signs webhooks: rather give an API key here. */
      readonly authToken: string;
      readonly apiKey?: undefined;
      readonly apiSecret?: undefined;
    }
  | {
      /** `SK...` */
      readonly apiKey: string;
      /** The secret of the key. Never printed, logged or kept in an error. */
      readonly apiSecret: string;
      readonly authToken?: undefined;
    };

/** The options of {@link createTwilio} beside the credential. */
export interface TwilioSettings<Templates extends TextTemplates = TextTemplates> extends AdapterOptions {
  /** `AC...` */
  readonly accountSid: string;
  /** Who messages and calls are from unless they say so themselves, in E.164 form. */
  readonly fromPhoneNumber?: string | undefined;
  /** `MG...`: the Messaging Service that messages go through. It wins over `fromPhoneNumber`, and scheduling needs it. */
  readonly messagingServiceSid?: string | undefined;
  /** The WhatsApp sender, in E.164 form, without `whatsapp:`. */
  readonly whatsappFrom?: string | undefined;
  /** `VA...`: the service of `verify`. */
  readonly verifyServiceSid?: string | undefined;
  /** Where the status of messages is reported: the URL of a route with `twilioWebhook`. @default nowhere */
  readonly statusCallback?: string | undefined;
  /** The text templates, made by `textTemplate` or `marketplaceTexts`. @default none */
  readonly templates?: Templates | undefined;
  /** What opts people out, where Advanced Opt-Out has words of its own. @default Twilio's: STOP, CANCEL, END, ... */
  readonly optOutKeywords?: readonly string[] | undefined;
  /**
   * Told of what is allowed in a text and probably not meant, such as "Reply CANCEL", which opts people out: of each template
   * when the integration is made, and of each text that is sent. @default nobody; `text.warnings` of a result has them too
   */
  readonly onTextWarning?:
    | ((warning: TextWarning, source: { readonly template: string | undefined }) => void)
    | undefined;
  /** For example `ie1`: the region that requests are handled in. @default 'us1' */
  readonly region?: string | undefined;
  /** For example `dublin`: where requests enter Twilio's network. @default the nearest */
  readonly edge?: string | undefined;
  /** Where all of Twilio's hosts are looked for; an emulator's address in tests. @default each at its own */
  readonly baseUrl?: string | undefined;
  /** @default all on */
  readonly features?: Partial<TwilioFeatures> | undefined;
  /** What may be asked of Twilio at once. @default adaptive concurrency: Twilio's own limit is not published */
  readonly rateLimiting?: Partial<RateLimitConfig> | undefined;
  /** Where the SDK comes from: another copy or major of it. @default () => import('twilio') */
  readonly twilio?: (() => Promise<TwilioModule>) | undefined;
}

/** Options of {@link createTwilio}. */
export type TwilioOptions<Templates extends TextTemplates = TextTemplates> = TwilioSettings<Templates> &
  TwilioCredentials;

/** {@link TwilioOptions} with the adapter's own defaults filled in. */
export interface ResolvedTwilioOptions extends TwilioSettings {
  readonly authToken?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly apiSecret?: string | undefined;
  readonly features: TwilioFeatures;
}

const flag = /* @__PURE__ */ shape.optional(shape.boolean());
const secret = (expected: string): Shape<string> =>
  shape.secret({ pattern: /^[\x21-\x7e]+$/, maxLength: 200, expected });
const place = /* @__PURE__ */ shape.optional(
  shape.string({ pattern: /^[a-z][a-z0-9-]{1,30}$/, expected: 'the name of a region or an edge, such as `ie1`' }),
);

const FIELDS = /* @__PURE__ */ shape.object({
  accountSid: sidShape('account'),
  authToken: shape.optional(secret('an auth token')),
  apiKey: shape.optional(sidShape('apiKey')),
  apiSecret: shape.optional(secret('the secret of an API key')),
  fromPhoneNumber: shape.optional(senderShape),
  messagingServiceSid: shape.optional(sidShape('messagingService')),
  whatsappFrom: shape.optional(phoneNumberShape),
  verifyServiceSid: shape.optional(sidShape('verifyService')),
  statusCallback: shape.optional(urlShape),
  templates: shape.optional(shape.record(textTemplateShape)),
  optOutKeywords: shape.optional(
    shape.array(shape.string({ pattern: /^\S+$/, maxLength: 100, expected: 'a word' }), { maxLength: 500 }),
  ),
  onTextWarning: shape.optional(shape.func<NonNullable<TwilioSettings['onTextWarning']>>()),
  region: place,
  edge: place,
  features: shape.optional(shape.object({ sms: flag, whatsapp: flag, voice: flag, verify: flag, video: flag })),
  twilio: shape.optional(shape.func<() => Promise<TwilioModule>>()),
  ...adapterOptionFields,
});

const OPTIONS = /* @__PURE__ */ refineShape(FIELDS, ({ authToken, apiKey, apiSecret }, path, issues) => {
  const hasKey = apiKey !== undefined && apiSecret !== undefined;
  const hasPart = apiKey !== undefined || apiSecret !== undefined;
  if (authToken === undefined ? hasKey : !hasPart) return;
  const received = authToken === undefined ? (hasPart ? 'one half of an API key' : 'neither') : 'both';
  issues.push({ path, expected: 'an object with either `authToken`, or `apiKey` and `apiSecret`', received });
});

/** Checks the options, adds an issue for each wrong one, and fills in the adapter's own defaults. */
export function parseTwilioOptions(options: unknown, issues: Issue[]): ResolvedTwilioOptions {
  const parsed = OPTIONS.parse(options, 'options', issues);
  return { ...parsed, features: { ...ALL_FEATURES, ...withoutUndefined(parsed?.features ?? {}) } };
}
