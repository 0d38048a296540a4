import type { Integration, Redact } from '@breakwater/core';
import type { SendGridFeatures } from '../features.js';
import type { MailDefaults } from '../mail/compose-mail.js';
import type { EmailTemplates } from '../mail/mail-content.js';
import type { SendGridClient } from '../sendgrid-client.js';

/** What operations are made with. */
export interface OperationHost {
  readonly run: Integration<SendGridClient, 'sendgrid'>['run'];
  readonly features: SendGridFeatures;
  readonly redact: Redact;
  readonly templates: EmailTemplates;
  /** Laid under the variables of each mail from a template. */
  readonly commonVariables: Readonly<Record<string, unknown>>;
  readonly defaults: MailDefaults;
  /** Ids of contact lists, by name. */
  readonly lists: Readonly<Record<string, string>>;
  /** The time, in milliseconds since the epoch. */
  readonly now: () => number;
}
