import { type Shape, shape } from '@breakwater/core';
import { phoneNumberShape, senderShape } from '../../messages/phone-number.js';
import type { NoTemplates, TextTemplates, VariablesOf } from '../../messages/text-template.js';
import { sidShape } from '../../sid.js';
import { urlShape } from '../../url-shape.js';
import { type OnUnknownOutcome, onUnknownOutcomeShape } from '../look-up-policy.js';

/** A text of your own. */
interface PlainText {
  readonly body: string;
  readonly template?: undefined;
  readonly contentSid?: undefined;
}

/** One of the templates that `createTwilio` was given, with what fills it in. */
type FromTemplate<Templates extends TextTemplates> = {
  [Name in keyof Templates & string]: {
    readonly template: Name;
    readonly variables: VariablesOf<Templates[Name]>;
    readonly body?: undefined;
    readonly contentSid?: undefined;
  };
}[keyof Templates & string];

/** A content template of Twilio's. */
interface FromContent {
  /** `HX...` */
  readonly contentSid: string;
  /** By the numbers or names in the template. */
  readonly contentVariables?: Readonly<Record<string, string>> | undefined;
  readonly body?: undefined;
  readonly template?: undefined;
}

/** Media alone. */
interface OnlyMedia {
  readonly mediaUrls: readonly string[];
  readonly body?: undefined;
  readonly template?: undefined;
  readonly contentSid?: undefined;
}

/** What a message says without a text template: exactly one of these. */
type UntemplatedContent = PlainText | FromContent | OnlyMedia;

/** What a message says: exactly one of these. */
export type MessageContent<Templates extends TextTemplates> = UntemplatedContent | FromTemplate<Templates>;

/** What goes with a message. */
export interface MessageSettings {
  /** The person's number in E.164 form; without `whatsapp:`. */
  readonly to: string;
  /** Who it is from. @default what createTwilio was given */
  readonly from?: string | undefined;
  /** `MG...` @default what createTwilio was given; beside a `from`, only for a message that is scheduled */
  readonly messagingServiceSid?: string | undefined;
  /** Pictures and the like, at most ten. */
  readonly mediaUrls?: readonly string[] | undefined;
  /** Where the status is reported. @default what createTwilio was given */
  readonly statusCallback?: string | undefined;
  /** Milliseconds for which it may wait in Twilio's queue; then it has failed. From 1 second to 10 hours. @default 10 hours */
  readonly validityPeriod?: number | undefined;
  /** Have characters replaced that make a text dear, such as curly quotes. @default the Messaging Service's own */
  readonly smartEncoded?: boolean | undefined;
  /** @default 'fail' */
  readonly onUnknownOutcome?: OnUnknownOutcome | undefined;
}

/** Input of `sms.send` and `whatsapp.send` that names no text template: any integration takes it. */
export type UntemplatedMessageInput = MessageSettings & UntemplatedContent;

/** Input of `sms.send` and `whatsapp.send`. */
export type SendMessageInput<Templates extends TextTemplates = NoTemplates> = MessageSettings &
  MessageContent<Templates>;

/** When a message is sent. */
export interface MessageSchedule {
  /** In milliseconds since the epoch: more than 5 minutes and at most 35 days from now. */
  readonly sendAt: number;
}

/** Input of `sms.schedule` and `whatsapp.schedule`. */
export type ScheduleMessageInput<Templates extends TextTemplates = NoTemplates> = SendMessageInput<Templates> &
  MessageSchedule;

/** The input as it is checked: which fields go together is checked afterwards. */
export interface ParsedMessage extends MessageSettings {
  readonly body?: string | undefined;
  readonly template?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly contentSid?: string | undefined;
  readonly contentVariables?: Readonly<Record<string, string>> | undefined;
  readonly sendAt?: number | undefined;
}

/** Twilio refuses empty ones. Source: https://www.twilio.com/docs/api/errors/21656 */
const contentVariableShape = /* @__PURE__ */ shape.secret({
  maxLength: 1_600,
  expected: 'a text of 1 to 1600 characters',
});

const fields = {
  to: phoneNumberShape,
  from: shape.optional(senderShape),
  messagingServiceSid: shape.optional(sidShape('messagingService')),
  // Its length is checked with that of a filled-in template: the limit is the same.
  body: shape.optional(shape.secret({ pattern: /\S/, expected: 'a text that is not blank' })),
  template: shape.optional(shape.string()),
  variables: shape.optional(
    shape.custom<Readonly<Record<string, unknown>>>(
      (value) => typeof value === 'object' && value !== null,
      'an object',
    ),
  ),
  contentSid: shape.optional(sidShape('content')),
  contentVariables: shape.optional(shape.record(contentVariableShape)),
  mediaUrls: shape.optional(shape.array(urlShape, { minLength: 1, maxLength: 10 })),
  statusCallback: shape.optional(urlShape),
  validityPeriod: shape.optional(
    shape.number({
      min: 1_000,
      max: 36_000_000,
      expected: 'a number of milliseconds from 1000 to 36000000 (10 hours)',
    }),
  ),
  smartEncoded: shape.optional(shape.boolean()),
  onUnknownOutcome: onUnknownOutcomeShape,
};

/** The rules for a message that is sent now. */
export const sendMessageShape: Shape<ParsedMessage> = /* @__PURE__ */ shape.object(fields);

/** The rules for a message that is sent later. */
export const scheduleMessageShape: Shape<ParsedMessage> = /* @__PURE__ */ shape.object({
  ...fields,
  sendAt: shape.number({ min: 0, max: 8.64e15, expected: 'a time in milliseconds since the epoch' }),
});
