import {
  createCallContext,
  createIntegration,
  createPolicy,
  createRedactor,
  createTransport,
  type Integration,
  systemClock,
} from '@breakwater/core';
import { classifyError } from './classify-error.js';
import { classifyResponse } from './classify-response.js';
import type { SendGridFeatures } from './features.js';
import { loadClient } from './load-client.js';
import type { EmailTemplates } from './mail/mail-content.js';
import { type ContactOperations, createContactOperations } from './operations/contacts/contact-operations.js';
import { createEmailOperations, type EmailOperations } from './operations/emails/email-operations.js';
import type { OperationHost } from './operations/operation-host.js';
import { readScopes } from './operations/read-scopes.js';
import {
  createSuppressionOperations,
  type SuppressionOperations,
} from './operations/suppressions/suppression-operations.js';
import type { ContactLists, ResolvedSendGridOptions, SendGridOptions } from './options.js';
import { isIdempotent, isRead } from './repeatable-routes.js';
import { resolveOptions } from './resolve-options.js';
import { SENDGRID_ROUTES } from './routes.js';
import type { SendGridClient } from './sendgrid-client.js';

/**
 * SendGrid under one policy. Every member can be destructured: nothing depends on `this`.
 *
 * Without type arguments it takes any integration, whatever its templates and lists are, and uses none of them. With some, it
 * takes any that has those: `SendGridIntegration<typeof templates>`.
 */
export type SendGridIntegration<
  Templates extends EmailTemplates = Readonly<Record<never, never>>,
  Lists extends ContactLists = Readonly<Record<never, never>>,
> = SendGridIntegrationOf<EmailOperations<Templates>, ContactOperations<keyof Lists & string>>;

/** {@link SendGridIntegration} by its operations: see `EmailOperationsOf` for the reason. */
export interface SendGridIntegrationOf<Emails, Contacts> extends Integration<SendGridClient, 'sendgrid'> {
  readonly emails: Emails;
  readonly contacts: Contacts;
  readonly suppressions: SuppressionOperations;
  readonly features: SendGridFeatures;
}

/**
 * Makes an integration with SendGrid. Nothing is loaded and nothing is sent before it is used.
 *
 * @throws IntegrationError `CONFIGURATION` that names each wrong option
 * @example
 * ```ts
 * import { createSendGrid } from '@breakwater/sendgrid';
 *
 * const sendgrid = createSendGrid({ apiKey: process.env.SENDGRID_API_KEY ?? '', fromEmail: 'shop@example.com' });
 * const { messageId } = await sendgrid.emails.send({ to: 'ada@example.com', subject: 'Hello', text: 'How are you?' });
 * console.log(messageId);
 * ```
 */
export function createSendGrid<
  const Templates extends EmailTemplates = Readonly<Record<never, never>>,
  const Lists extends ContactLists = Readonly<Record<never, never>>,
>(options: SendGridOptions<Templates, Lists>): SendGridIntegration<Templates, Lists> {
  const { options: resolved, definition } = resolveOptions(options);
  const { clock = systemClock, random, telemetry, features } = resolved;
  const context = createCallContext();
  const redact = createRedactor({ secrets: [resolved.apiKey] });
  const { errorHandling, rateLimiting } = definition;
  const policy = createPolicy('sendgrid', { ...errorHandling, rateLimiting }, { clock, random, telemetry, redact });
  const transport = createTransport(policy, {
    context,
    clock,
    redact,
    fetch: resolved.fetch,
    routes: SENDGRID_ROUTES,
    isRead,
    isIdempotent,
    classifyResponse,
  });
  const integration = createIntegration({
    definition,
    policy,
    context,
    clock,
    telemetry,
    redact,
    load: () => loadClient(resolved, definition.baseUrl, transport, redact),
    classifyError,
    check: readScopes,
  });
  const host: OperationHost = {
    run: integration.run,
    features,
    redact,
    ...toMailOptions(resolved),
    lists: resolved.lists ?? {},
    now: () => clock.now(),
  };
  return Object.freeze<SendGridIntegration<Templates, Lists>>({
    ...integration,
    emails: createEmailOperations<Templates>(host),
    contacts: createContactOperations<keyof Lists & string>(host),
    suppressions: createSuppressionOperations(host),
    features: Object.freeze(features),
  });
}

function toMailOptions(
  options: ResolvedSendGridOptions,
): Pick<OperationHost, 'templates' | 'commonVariables' | 'defaults'> {
  const { fromEmail, fromName, replyToEmail, sandbox = false, templates = {}, commonVariables = {} } = options;
  return {
    templates,
    commonVariables,
    defaults: {
      from:
        fromEmail === undefined ? undefined : { email: fromEmail, ...(fromName !== undefined && { name: fromName }) },
      replyTo: replyToEmail === undefined ? undefined : { email: replyToEmail },
      sandbox,
    },
  };
}
