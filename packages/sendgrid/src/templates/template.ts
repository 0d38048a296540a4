import { createInputError, type Issue, type Shape, shape } from '@breakwater/core';
import { isStandardSchema, type StandardSchema } from './standard-schema.js';

/** A dynamic template of SendGrid's, and what it is filled with. Made by {@link template}. */
export interface EmailTemplate<Variables extends object = object> {
  /** `d-...` */
  readonly id: string;
  /** Hours before an event at which `emails.schedule` sends it. */
  readonly sendBefore?: number | undefined;
  /** Checks the variables of each mail before it is sent. */
  readonly schema?: StandardSchema<Variables> | undefined;
  /** The type of the variables; there is no such property. */
  readonly '~variables'?: (() => Variables) | undefined;
}

/** Options of {@link template}. */
export interface TemplateOptions<Variables extends object> {
  /** Hours before an event at which `emails.schedule({ eventAt })` sends it: above 0, at most 72. @default none */
  readonly sendBefore?: number | undefined;
  /** A Standard Schema validator (Zod, Valibot, ArkType): checks the variables before anything is sent. @default none */
  readonly schema?: StandardSchema<Variables> | undefined;
}

/** The variables that a template takes. */
export type VariablesOf<Template> = Template extends EmailTemplate<infer Variables> ? Variables : never;

/** Longest time that SendGrid keeps a mail before it sends it. Source: `send_at` of https://github.com/twilio/sendgrid-oai */
export const LONGEST_DELAY_HOURS = 72;

const EXPECTED_ID =
  'the id of a dynamic template, `d-` and 32 hexadecimal digits: SendGrid drops the variables of any other';

/** What createSendGrid takes for a template. */
export const templateShape: Shape<EmailTemplate> = /* @__PURE__ */ shape.object({
  id: shape.string({ pattern: /^d-[\w-]{1,128}$/, expected: EXPECTED_ID }),
  sendBefore: shape.optional(
    shape.custom<number>(
      (value) => typeof value === 'number' && value > 0 && value <= LONGEST_DELAY_HOURS,
      `a number of hours above 0, at most ${LONGEST_DELAY_HOURS}`,
    ),
  ),
  schema: shape.optional(
    shape.custom<StandardSchema<object>>(isStandardSchema, 'a validator by Standard Schema v1, such as a Zod object'),
  ),
});

/**
 * Declares a dynamic template: its id, and the variables that it is filled with.
 *
 * @throws IntegrationError `CONFIGURATION` for an id that does not begin with `d-`, and for wrong options
 * @example
 * ```ts
 * import { createSendGrid, template } from '@breakwater/sendgrid';
 *
 * const sendgrid = createSendGrid({
 *   apiKey: process.env.SENDGRID_API_KEY ?? '',
 *   fromEmail: 'bookings@example.com',
 *   templates: { bookingConfirmation: template<{ serviceName: string; meetingDate: string }>('d-0123456789abcdef0123456789abcdef') },
 * });
 * await sendgrid.emails.send({
 *   template: 'bookingConfirmation',
 *   to: 'ada@example.com',
 *   variables: { serviceName: 'Haircut', meetingDate: '1 July' },
 * });
 * ```
 */
export function template<Variables extends object = Record<string, unknown>>(
  id: string,
  options: TemplateOptions<Variables> = {},
): EmailTemplate<Variables> {
  const issues: Issue[] = [];
  const { sendBefore, schema } = options;
  const parsed = templateShape.parse({ ...options, id }, 'template', issues);
  if (issues.length > 0) {
    throw createInputError(issues, { service: 'sendgrid', operation: 'template', code: 'CONFIGURATION' });
  }
  return Object.freeze({
    id: parsed.id,
    ...(sendBefore !== undefined && { sendBefore }),
    ...(schema !== undefined && { schema }),
  });
}
