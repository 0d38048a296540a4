import {
  createInputError,
  type Issue,
  parseShape,
  type Shape,
  type ShapeFields,
  shape,
  unprinted,
} from '@breakwater/core';
import { composeMail, type Personalization } from '../../mail/compose-mail.js';
import { type CustomArguments, customArgumentsShape } from '../../mail/custom-arguments.js';
import { type AddressBody, addressesShape } from '../../mail/email-address.js';
import { checkContent, contentFields, type ParsedContent } from '../../mail/mail-content.js';
import { MOST_RECIPIENTS, mailFields, type ParsedMailFields } from '../../mail/mail-fields.js';
import { checkVariables } from '../../templates/check-variables.js';
import type { EmailTemplate } from '../../templates/template.js';
import type { OperationHost } from '../operation-host.js';

/** The recipients of one mail, and what it is filled with. */
export interface ParsedRecipient {
  readonly to: readonly AddressBody[];
  readonly cc?: readonly AddressBody[] | undefined;
  readonly bcc?: readonly AddressBody[] | undefined;
  /** Checked by the template's own schema, or by whatever JSON can hold. */
  readonly variables?: object | undefined;
}

interface ParsedOwnMail extends ParsedRecipient {
  readonly customArgs?: CustomArguments | undefined;
}

interface ParsedMail extends ParsedMailFields, ParsedContent {}

const addresses: Shape<readonly AddressBody[]> = /* @__PURE__ */ addressesShape(MOST_RECIPIENTS);
const variables: Shape<object> = /* @__PURE__ */ unprinted(
  shape.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'an object'),
);

/** The rules for a mail to one set of recipients. */
export const oneMailFields: ShapeFields<ParsedMail & ParsedRecipient> = /* @__PURE__ */ Object.freeze({
  ...mailFields,
  ...contentFields,
  to: addresses,
  cc: shape.optional(addresses),
  bcc: shape.optional(addresses),
  variables: shape.optional(variables),
});

/** The rules for a mail of which each recipient gets one of their own. */
export const manyMailsFields: ShapeFields<ParsedMail & { readonly recipients: readonly ParsedOwnMail[] }> =
  /* @__PURE__ */ Object.freeze({
    ...mailFields,
    ...contentFields,
    recipients: shape.array<ParsedOwnMail>(
      shape.object({
        to: addresses,
        cc: shape.optional(addresses),
        bcc: shape.optional(addresses),
        variables: shape.optional(variables),
        customArgs: shape.optional(customArgumentsShape),
      }),
      { minLength: 1, maxLength: MOST_RECIPIENTS },
    ),
  });

/** A mail that is checked, and how to write it as the body of a request. */
export interface CheckedMail {
  readonly template: EmailTemplate | undefined;
  readonly personalizations: readonly Personalization[];
  /** Whether SendGrid is to check it only. */
  readonly isSandbox: boolean;
  compose(when?: { readonly sendAt?: number }): Record<string, unknown>;
}

/**
 * Checks a mail to the end, its variables by the schema of the template, before any I/O.
 *
 * @throws IntegrationError `VALIDATION` that names each thing that is wrong
 */
export async function checkMail(
  input: ParsedMail,
  recipients: readonly (readonly [path: string, recipient: ParsedOwnMail])[],
  operation: string,
  host: OperationHost,
): Promise<CheckedMail> {
  const issues: Issue[] = [];
  const template = checkContent(input, host.templates, 'input', issues);
  const personalizations: Personalization[] = [];
  for (const [path, { variables: given, ...recipient }] of recipients) {
    if (template !== undefined) {
      const at = { path: `${path}.variables`, issues, redact: host.redact };
      const filled = await checkVariables(template, given, at);
      personalizations.push({ ...recipient, variables: { ...host.commonVariables, ...filled } });
    } else {
      const isNeedless = given !== undefined && input.template === undefined;
      if (isNeedless)
        issues.push({
          path: `${path}.variables`,
          expected: 'left out, as there is no `template`',
          received: 'an object',
        });
      personalizations.push(recipient);
    }
  }
  const isSandbox = input.sandbox ?? host.defaults.sandbox;
  const compose: CheckedMail['compose'] = (when = {}) => {
    const found: Issue[] = [];
    const { defaults } = host;
    const parts = { fields: input, content: input, template, personalizations, defaults, isSandbox, ...when };
    const body = composeMail(parts, 'input', found);
    if (found.length > 0) throw createInputError(found, { service: 'sendgrid', operation });
    return body;
  };
  if (issues.length > 0) throw createInputError(issues, { service: 'sendgrid', operation });
  return { template, personalizations, isSandbox, compose };
}

/** Checks what an operation on mails is given. */
export function parseMail<Parsed>(given: unknown, rule: Shape<Parsed>, operation: string): Parsed {
  return parseShape(given, rule, { path: 'input', service: 'sendgrid', operation });
}
