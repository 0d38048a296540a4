import { type CallOptions, shape } from '@breakwater/core';
import { assertFeature } from '../../features.js';
import type { CustomArguments } from '../../mail/custom-arguments.js';
import type { EmailTemplates, PlainContent, SharedTemplate, VariablesField } from '../../mail/mail-content.js';
import type { MailFields } from '../../mail/mail-fields.js';
import type { VariablesOf } from '../../templates/template.js';
import type { OperationHost } from '../operation-host.js';
import { checkMail, manyMailsFields, parseMail } from './parse-mail.js';
import type { Recipients } from './send-email.js';
import { requestSend, type SendResult } from './send-result.js';

/** Who gets a mail of their own, and what it says in particular. */
export interface OwnMail extends Recipients {
  /** Laid over those of all. */
  readonly customArgs?: CustomArguments | undefined;
}

/** A mail from a template, and for each recipient the variables. */
export type TemplatedMails<Templates extends EmailTemplates> = {
  [Name in keyof Templates & string]: SharedTemplate<Name> & {
    readonly recipients: readonly (OwnMail & VariablesField<VariablesOf<Templates[Name]>>)[];
  };
}[keyof Templates & string];

/** Input of `emails.sendMany`: 1 to 1,000 mails from one template, or with one text, in one request. */
export type SendManyInput<Templates extends EmailTemplates = EmailTemplates> = MailFields &
  (
    | (PlainContent & { readonly recipients: readonly (OwnMail & { readonly variables?: undefined })[] })
    | TemplatedMails<Templates>
  );

const NAME = 'emails.sendMany';
const INPUT = /* @__PURE__ */ shape.object(manyMailsFields);

/**
 * Sends each recipient a mail of their own, all in one request: SendGrid takes all of them or none. Not repeated after an
 * unknown outcome, unless the caller says `idempotent: true`.
 */
export async function sendMany<Other>(
  host: OperationHost,
  given: SendManyInput,
  options?: CallOptions<SendResult | Other>,
): Promise<SendResult | Other> {
  assertFeature(host.features, 'emails', NAME);
  const { recipients, ...input } = parseMail(given, INPUT, NAME);
  const paths = recipients.map((recipient, index) => [`input.recipients[${index}]`, recipient] as const);
  const mail = await checkMail(input, paths, NAME, host);
  const body = mail.compose();
  return await host.run<SendResult | Other>(NAME, (client) => requestSend(client, mail, body, NAME), options);
}
