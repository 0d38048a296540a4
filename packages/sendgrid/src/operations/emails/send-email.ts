import { type CallOptions, shape } from '@breakwater/core';
import { assertFeature } from '../../features.js';
import type { EmailAddress } from '../../mail/email-address.js';
import type { EmailTemplates, PlainContent, TemplatedContent } from '../../mail/mail-content.js';
import type { MailFields } from '../../mail/mail-fields.js';
import type { OperationHost } from '../operation-host.js';
import { checkMail, oneMailFields, type ParsedRecipient, parseMail } from './parse-mail.js';
import { requestSend, type SendResult } from './send-result.js';

/** Who gets a mail. Those of `to` and `cc` see one another. */
export interface Recipients {
  /** At most 1,000 with those of `cc` and `bcc`, and none of them twice. */
  readonly to: EmailAddress | readonly EmailAddress[];
  readonly cc?: EmailAddress | readonly EmailAddress[] | undefined;
  readonly bcc?: EmailAddress | readonly EmailAddress[] | undefined;
}

/** Input of `emails.send`: a mail from a template, or with a subject and a text of its own. */
export type SendEmailInput<Templates extends EmailTemplates = EmailTemplates> = MailFields &
  Recipients &
  (PlainContent | TemplatedContent<Templates>);

const NAME = 'emails.send';
const INPUT = /* @__PURE__ */ shape.object(oneMailFields);

/** Sends a mail. Not repeated after an unknown outcome, unless the caller says `idempotent: true`. */
export async function sendEmail<Other>(
  host: OperationHost,
  given: SendEmailInput,
  options?: CallOptions<SendResult | Other>,
): Promise<SendResult | Other> {
  assertFeature(host.features, 'emails', NAME);
  const input = parseMail(given, INPUT, NAME);
  const mail = await checkMail(input, [['input', toRecipient(input)]], NAME, host);
  const body = mail.compose();
  return await host.run<SendResult | Other>(NAME, (client) => requestSend(client, mail, body, NAME), options);
}

/** The recipients of a mail, without what else there is of it. */
export function toRecipient({ to, cc, bcc, variables }: ParsedRecipient): ParsedRecipient {
  return { to, ...(cc && { cc }), ...(bcc && { bcc }), ...(variables && { variables }) };
}
