export { createSendGrid, type SendGridIntegration, type SendGridIntegrationOf } from './create-sendgrid.js';
export { sendGridDefinition } from './definition.js';
export type { SendGridFeature, SendGridFeatures } from './features.js';
export type { Attachment } from './mail/attachment.js';
export type { CustomArguments } from './mail/custom-arguments.js';
export type { EmailAddress } from './mail/email-address.js';
export type {
  EmailTemplates,
  PlainContent,
  SharedTemplate,
  TemplatedContent,
  VariablesField,
} from './mail/mail-content.js';
export type { MailFields, MailTracking, UnsubscribeGroup } from './mail/mail-fields.js';
export type { OneClickUnsubscribe } from './mail/mail-headers.js';
export type { Operation } from './operations/bind-operation.js';
export type { Contact, FoundContact } from './operations/contacts/contact.js';
export type { ContactJob, ContactJobStatus } from './operations/contacts/contact-job.js';
export type { ContactOperations } from './operations/contacts/contact-operations.js';
export type { FindContactsInput } from './operations/contacts/find-contacts.js';
export type { RemoveContactsInput, RemoveFromListInput } from './operations/contacts/remove-contacts.js';
export type { UpsertContactsInput } from './operations/contacts/upsert-contacts.js';
export type { EmailOperations, EmailOperationsOf } from './operations/emails/email-operations.js';
export type { ScheduleEmailInput, ScheduleResult, ScheduleTime } from './operations/emails/schedule-email.js';
export type { Moment } from './operations/emails/schedule-time.js';
export type { Recipients, SendEmailInput } from './operations/emails/send-email.js';
export type { OwnMail, SendManyInput, TemplatedMails } from './operations/emails/send-many.js';
export type { SendResult } from './operations/emails/send-result.js';
export type { BatchInput, BatchStatus } from './operations/emails/set-batch-status.js';
export type {
  AddSuppressionsInput,
  ForgiveSuppressionInput,
  IsUnsubscribedInput,
  RemoveSuppressionInput,
} from './operations/suppressions/change-suppressions.js';
export type { ListSuppressionsInput, Suppression } from './operations/suppressions/list-suppressions.js';
export type { SuppressionKind } from './operations/suppressions/suppression-kind.js';
export type { SuppressionOperations } from './operations/suppressions/suppression-operations.js';
export type { ContactLists, SendGridOptions } from './options.js';
export type { SendGridClient, SendGridModule, SendGridRequest, SendGridResponse } from './sendgrid-client.js';
export {
  type BookingConfirmationVariables,
  type BookingReminderVariables,
  type InvoiceGeneratedVariables,
  type MarketplaceTemplateIds,
  type MarketplaceTemplates,
  marketplaceTemplates,
  type OrganizationInviteVariables,
  type PasswordResetVariables,
  type ServicePublishedVariables,
  type WeeklyDigestVariables,
  type WelcomeVariables,
} from './templates/marketplace-templates.js';
export type { StandardIssue, StandardResult, StandardSchema } from './templates/standard-schema.js';
export { type EmailTemplate, type TemplateOptions, template, type VariablesOf } from './templates/template.js';
