import { type OptionalShape, type Shape, shape, unprinted } from '@breakwater/core';
import { type Attachment, attachmentShape } from './attachment.js';
import { type CustomArguments, customArgumentsShape } from './custom-arguments.js';
import { type AddressBody, addressesShape, addressShape, type EmailAddress } from './email-address.js';
import { mailHeadersShape, type OneClickUnsubscribe, oneClickShape } from './mail-headers.js';

/** Most recipients of a request, `to`, `cc` and `bcc` together. Source: https://docs.sendgrid.com/api-reference/mail-send/limitations */
export const MOST_RECIPIENTS = 1_000;

/** An unsubscribe group: whoever leaves it gets no more mails of it. */
export interface UnsubscribeGroup {
  readonly groupId: number;
  /** Groups that the page of preferences shows: at most 25. @default all */
  readonly groupsToDisplay?: readonly number[] | undefined;
}

/** What SendGrid counts by changing links and adding a picture. */
export interface MailTracking {
  /** @default the setting of the account */
  readonly clicks?: boolean | undefined;
  /** @default the setting of the account */
  readonly opens?: boolean | undefined;
}

/** What every mail can have, whatever is in it and whoever gets it. */
export interface MailFields {
  /** @default `fromEmail` and `fromName` of the integration */
  readonly from?: EmailAddress | undefined;
  /** @default `replyToEmail` of the integration */
  readonly replyTo?: EmailAddress | readonly EmailAddress[] | undefined;
  /** At most 10 words to count by, each of at most 255 characters. @default the name of the template */
  readonly categories?: readonly string[] | undefined;
  /** Come back in each event about the mail. */
  readonly customArgs?: CustomArguments | undefined;
  /** Headers of the mail itself. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly attachments?: readonly Attachment[] | undefined;
  /** The group's id, or with the groups that are shown. */
  readonly unsubscribeGroup?: number | UnsubscribeGroup | undefined;
  /** Adds the headers of RFC 8058, which large receivers ask of bulk mail. */
  readonly oneClickUnsubscribe?: OneClickUnsubscribe | undefined;
  /** The pool of IP addresses that it is sent from: 2 to 64 characters. */
  readonly ipPool?: string | undefined;
  readonly tracking?: MailTracking | undefined;
  /** SendGrid checks the mail, and sends nothing. @default `sandbox` of the integration */
  readonly sandbox?: boolean | undefined;
}

/** {@link MailFields} in one form. */
export interface ParsedMailFields extends Omit<MailFields, 'from' | 'replyTo' | 'unsubscribeGroup'> {
  readonly from?: AddressBody | undefined;
  readonly replyTo?: readonly AddressBody[] | undefined;
  readonly unsubscribeGroup?: UnsubscribeGroup | undefined;
}

const groupId: Shape<number> = /* @__PURE__ */ shape.number({
  min: 1,
  integer: true,
  expected: 'the id of an unsubscribe group',
});

const groupShape = /* @__PURE__ */ shape.object({
  groupId,
  groupsToDisplay: shape.optional(shape.array(groupId, { minLength: 1, maxLength: 25 })),
});

const unsubscribeGroupShape: Shape<UnsubscribeGroup> = {
  expected: 'the id of an unsubscribe group, or { groupId, groupsToDisplay }',
  parse: (value, path, issues) =>
    typeof value === 'object' && value !== null
      ? groupShape.parse(value, path, issues)
      : { groupId: groupId.parse(value, path, issues) },
};

const categoriesShape: Shape<readonly string[]> = {
  expected: 'an array of at most 10 categories',
  parse(value, path, issues) {
    const categories = shape
      .array(unprinted(shape.string({ maxLength: 255, expected: 'a category of 1 to 255 characters' })), {
        maxLength: 10,
      })
      .parse(value, path, issues);
    if (new Set(categories).size < categories.length)
      issues.push({ path, expected: 'without repetition', received: 'a category twice' });
    return categories;
  },
};

/** The rules for {@link MailFields}, to be put into a shape with others. */
export const mailFields: {
  readonly [Field in keyof ParsedMailFields]-?: OptionalShape<Exclude<ParsedMailFields[Field], undefined>>;
} = /* @__PURE__ */ Object.freeze({
  from: shape.optional(addressShape('sender')),
  replyTo: shape.optional(addressesShape(MOST_RECIPIENTS)),
  categories: shape.optional(categoriesShape),
  customArgs: shape.optional(customArgumentsShape),
  headers: shape.optional(mailHeadersShape),
  attachments: shape.optional(shape.array(attachmentShape, { maxLength: 1_000 })),
  unsubscribeGroup: shape.optional(unsubscribeGroupShape),
  oneClickUnsubscribe: shape.optional(oneClickShape),
  ipPool: shape.optional(
    unprinted(shape.string({ minLength: 2, maxLength: 64, expected: 'a name of 2 to 64 characters' })),
  ),
  tracking: shape.optional(
    shape.object({ clicks: shape.optional(shape.boolean()), opens: shape.optional(shape.boolean()) }),
  ),
  sandbox: shape.optional(shape.boolean()),
});
