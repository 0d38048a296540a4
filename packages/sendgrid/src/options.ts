import {
  type AdapterOptions,
  adapterOptionFields,
  type Issue,
  type RateLimitConfig,
  type Shape,
  shape,
  unprinted,
  withoutUndefined,
} from '@breakwater/core';
import { apiKeyShape } from './api-key.js';
import { ALL_FEATURES, type SendGridFeatures } from './features.js';
import { addressShape, ONE_LINE } from './mail/email-address.js';
import type { EmailTemplates } from './mail/mail-content.js';
import type { SendGridModule } from './sendgrid-client.js';
import { plainDataShape } from './templates/plain-data.js';
import { templateShape } from './templates/template.js';

/** Ids of contact lists, by the names that `contacts` takes: `{ newsletter: '...', productUpdates: '...' }`. */
export type ContactLists = Readonly<Record<string, string>>;

/** Options of {@link createSendGrid}. */
export interface SendGridOptions<
  Templates extends EmailTemplates = EmailTemplates,
  Lists extends ContactLists = ContactLists,
> extends AdapterOptions {
  /** `SG....`; `mail.send` is enough for `emails.send`. Never printed, logged or kept in an error. */
  readonly apiKey: string;
  /** Who mails are from unless they say so themselves: a sender that SendGrid has verified. */
  readonly fromEmail?: string | undefined;
  readonly fromName?: string | undefined;
  /** Where answers go. @default the sender */
  readonly replyToEmail?: string | undefined;
  /** The dynamic templates, made by `template` or `marketplaceTemplates`. @default none */
  readonly templates?: Templates | undefined;
  /** Laid under the variables of each mail from a template, such as the address of your support. @default none */
  readonly commonVariables?: Readonly<Record<string, unknown>> | undefined;
  /** The contact lists, by name. @default none */
  readonly lists?: Lists | undefined;
  /** Has SendGrid check the mails of `emails`, and send none. @default false */
  readonly sandbox?: boolean | undefined;
  /** Where SendGrid keeps the data; `eu` needs a subuser there. @default 'global' */
  readonly region?: 'global' | 'eu' | undefined;
  /** The subuser that calls are made for. @default none */
  readonly subuser?: string | undefined;
  /** Where SendGrid answers; an emulator's address in tests. @default the address of `region` */
  readonly baseUrl?: string | undefined;
  /** @default all on */
  readonly features?: Partial<SendGridFeatures> | undefined;
  /** What may be asked of SendGrid at once. @default what its answers say, and adaptive concurrency */
  readonly rateLimiting?: Partial<RateLimitConfig> | undefined;
  /** Where the SDK comes from: another copy of it, or one made ready for a test. @default () => import('@sendgrid/mail') */
  readonly sendgrid?: (() => Promise<SendGridModule>) | undefined;
}

/** {@link SendGridOptions} with the adapter's own defaults filled in. */
export interface ResolvedSendGridOptions extends SendGridOptions {
  readonly features: SendGridFeatures;
}

const emailShape = (role: 'sender' | 'recipient'): Shape<string> => {
  const address = addressShape(role);
  return {
    expected: 'an address',
    parse(value, path, issues) {
      // Only the text: the name has an option of its own.
      address.parse(typeof value === 'string' ? value : undefined, path, issues);
      return value as string;
    },
  };
};

const flag = /* @__PURE__ */ shape.optional(shape.boolean());

const OPTIONS = /* @__PURE__ */ shape.object({
  apiKey: apiKeyShape,
  fromEmail: shape.optional(emailShape('sender')),
  fromName: shape.optional(
    unprinted(shape.string({ pattern: ONE_LINE, maxLength: 255, expected: 'a name of one line' })),
  ),
  replyToEmail: shape.optional(emailShape('recipient')),
  templates: shape.optional(shape.record(templateShape)),
  commonVariables: shape.optional(plainDataShape),
  lists: shape.optional(
    shape.record(shape.string({ pattern: /^[\w-]{1,100}$/, expected: 'the id of a contact list' })),
  ),
  sandbox: flag,
  region: shape.optional(shape.oneOf(['global', 'eu'])),
  subuser: shape.optional(
    shape.string({ pattern: /^[\x21-\x7e]+$/, maxLength: 255, expected: 'the name of a subuser' }),
  ),
  features: shape.optional(shape.object({ emails: flag, scheduling: flag, contacts: flag, suppressions: flag })),
  sendgrid: shape.optional(shape.func<() => Promise<SendGridModule>>()),
  ...adapterOptionFields,
});

/** Checks the options, adds an issue for each wrong one, and fills in the adapter's own defaults. */
export function parseSendGridOptions(options: SendGridOptions, issues: Issue[]): ResolvedSendGridOptions {
  const parsed = OPTIONS.parse(options, 'options', issues);
  if (parsed?.fromName !== undefined && parsed.fromEmail === undefined) {
    issues.push({ path: 'options.fromEmail', expected: 'an address, as there is a `fromName`', received: 'undefined' });
  }
  return { ...parsed, features: { ...ALL_FEATURES, ...withoutUndefined(parsed?.features ?? {}) } };
}
