import { type Issue, withoutUndefined } from '@breakwater/core';
import type { EmailTemplate } from '../templates/template.js';
import { toAttachmentBody } from './attachment.js';
import { type CustomArguments, countArgumentBytes, MOST_ARGUMENT_BYTES } from './custom-arguments.js';
import type { AddressBody } from './email-address.js';
import type { ParsedContent } from './mail-content.js';
import { MOST_RECIPIENTS, type ParsedMailFields } from './mail-fields.js';
import { toOneClickHeaders } from './mail-headers.js';

/** One mail of a request: its recipients see one another, apart from `bcc`. */
export interface Personalization {
  readonly to: readonly AddressBody[];
  readonly cc?: readonly AddressBody[] | undefined;
  readonly bcc?: readonly AddressBody[] | undefined;
  readonly customArgs?: CustomArguments | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** What a mail takes from its integration where it says nothing itself. */
export interface MailDefaults {
  readonly from: AddressBody | undefined;
  readonly replyTo: AddressBody | undefined;
  readonly sandbox: boolean;
}

/** All that a request is made of, checked one by one. */
export interface MailParts {
  readonly fields: ParsedMailFields;
  readonly content: ParsedContent;
  readonly template: EmailTemplate | undefined;
  readonly personalizations: readonly Personalization[];
  readonly defaults: MailDefaults;
  /** Whether SendGrid is to check it only. */
  readonly isSandbox: boolean;
  /** Seconds since the epoch. */
  readonly sendAt?: number | undefined;
}

/** Source: https://docs.sendgrid.com/api-reference/mail-send/limitations */
const LARGEST_MAIL = 30 * 1024 * 1024;

/** Puts the request together in SendGrid's form. Adds an issue for each limit that the parts break together. */
export function composeMail(parts: MailParts, path: string, issues: Issue[]): Record<string, unknown> {
  const { fields, content, template, personalizations, defaults } = parts;
  const from = fields.from ?? defaults.from;
  if (from === undefined) {
    issues.push({
      path: `${path}.from`,
      expected: 'an address, as createSendGrid has no `fromEmail`',
      received: 'undefined',
    });
  }
  checkRecipients(personalizations, path, issues);
  checkArguments(parts, path, issues);
  checkUnsubscribing(fields, path, issues);
  const replyTo = fields.replyTo ?? (defaults.replyTo && [defaults.replyTo]) ?? [];
  const headers = {
    ...fields.headers,
    ...(fields.oneClickUnsubscribe && toOneClickHeaders(fields.oneClickUnsubscribe)),
  };
  const categories = fields.categories ?? (content.template === undefined ? [] : [content.template]);
  const body = withoutUndefined({
    personalizations: personalizations.map(toPersonalizationBody),
    from,
    reply_to: replyTo.length === 1 ? replyTo[0] : undefined,
    reply_to_list: replyTo.length > 1 ? replyTo : undefined,
    subject: content.subject,
    content: template === undefined ? toTexts(content) : undefined,
    template_id: template?.id,
    attachments: orNone(fields.attachments?.map(toAttachmentBody)),
    headers: Object.keys(headers).length === 0 ? undefined : headers,
    categories: orNone(categories),
    custom_args: fields.customArgs,
    send_at: parts.sendAt,
    asm: fields.unsubscribeGroup && toAsm(fields.unsubscribeGroup),
    ip_pool_name: fields.ipPool,
    mail_settings: parts.isSandbox ? { sandbox_mode: { enable: true } } : undefined,
    tracking_settings: toTracking(fields.tracking),
  });
  if (issues.length === 0 && new TextEncoder().encode(JSON.stringify(body)).byteLength >= LARGEST_MAIL) {
    issues.push({
      path,
      expected: 'a mail of less than 30 MB, attachments in base64 included',
      received: 'a larger one',
    });
  }
  return body;
}

/** The recipients of all personalizations. */
export function countRecipients(personalizations: readonly Personalization[]): number {
  return personalizations.reduce((sum, one) => sum + one.to.length + (one.cc?.length ?? 0) + (one.bcc?.length ?? 0), 0);
}

function checkRecipients(personalizations: readonly Personalization[], path: string, issues: Issue[]): void {
  const count = countRecipients(personalizations);
  if (count > MOST_RECIPIENTS) {
    const expected = `for at most ${MOST_RECIPIENTS} recipients, \`to\`, \`cc\` and \`bcc\` together: divide it`;
    issues.push({ path, expected, received: `${count} recipients` });
  }
  for (const [index, { to, cc = [], bcc = [] }] of personalizations.entries()) {
    const addresses = [...to, ...cc, ...bcc].map(({ email }) => email.toLowerCase());
    if (new Set(addresses).size === addresses.length) continue;
    const where = personalizations.length === 1 ? path : `${path}.recipients[${index}]`;
    issues.push({
      path: where,
      expected: 'for each address once among `to`, `cc` and `bcc`',
      received: 'an address twice',
    });
  }
}

/** Those of a recipient are laid over those of all: a name that both have counts once. */
function checkArguments({ fields, personalizations }: MailParts, path: string, issues: Issue[]): void {
  const largest = personalizations.reduce(
    (most, { customArgs }) =>
      customArgs === undefined ? most : Math.max(most, countArgumentBytes({ ...fields.customArgs, ...customArgs })),
    countArgumentBytes(fields.customArgs),
  );
  if (largest < MOST_ARGUMENT_BYTES) return;
  const expected = `less than ${MOST_ARGUMENT_BYTES} bytes in JSON, together with those of a recipient`;
  issues.push({ path: `${path}.customArgs`, expected, received: `${largest} bytes` });
}

function checkUnsubscribing(
  { headers = {}, oneClickUnsubscribe }: ParsedMailFields,
  path: string,
  issues: Issue[],
): void {
  const name = Object.keys(headers).find((header) => /^list-unsubscribe(?:-post)?$/i.test(header));
  if (name === undefined || oneClickUnsubscribe === undefined) return;
  issues.push({
    path: `${path}.headers.${name}`,
    expected: 'left out: `oneClickUnsubscribe` sets it',
    received: 'a header',
  });
}

function toPersonalizationBody({ to, cc, bcc, customArgs, variables }: Personalization): object {
  return withoutUndefined({ to, cc, bcc, custom_args: customArgs, dynamic_template_data: variables });
}

/** SendGrid wants the plain text first. */
function toTexts({ text, html }: ParsedContent): readonly { type: string; value: string }[] {
  return [
    ...(text === undefined ? [] : [{ type: 'text/plain', value: text }]),
    ...(html === undefined ? [] : [{ type: 'text/html', value: html }]),
  ];
}

function toAsm({ groupId, groupsToDisplay }: NonNullable<ParsedMailFields['unsubscribeGroup']>): object {
  return withoutUndefined({ group_id: groupId, groups_to_display: groupsToDisplay });
}

function toTracking(tracking: ParsedMailFields['tracking']): object | undefined {
  if (tracking === undefined) return undefined;
  const { clicks, opens } = tracking;
  return withoutUndefined({
    click_tracking: clicks === undefined ? undefined : { enable: clicks, enable_text: clicks },
    open_tracking: opens === undefined ? undefined : { enable: opens },
  });
}

const orNone = <T>(items: readonly T[] | undefined): readonly T[] | undefined =>
  items === undefined || items.length === 0 ? undefined : items;
