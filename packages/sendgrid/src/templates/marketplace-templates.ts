import { type EmailTemplate, template } from './template.js';

/** Variables of `welcome`. */
export interface WelcomeVariables {
  readonly userName: string;
  readonly loginUrl: string;
}

/** Variables of `bookingConfirmation`. */
export interface BookingConfirmationVariables {
  readonly providerName: string;
  readonly serviceName: string;
  readonly meetingDate: string;
  readonly meetingTime: string;
  readonly meetingLink?: string;
  readonly agenda: string;
  readonly nextSteps: readonly string[];
}

/** Variables of `bookingReminder`. */
export interface BookingReminderVariables {
  readonly providerName: string;
  readonly meetingDate: string;
  readonly meetingTime: string;
  readonly meetingLink: string;
  readonly preparationNotes?: string;
}

/** Variables of `invoiceGenerated`. */
export interface InvoiceGeneratedVariables {
  readonly invoiceNumber: string;
  /** As it is printed, with its currency. */
  readonly amount: string;
  readonly dueDate: string;
  readonly invoiceUrl: string;
}

/** Variables of `passwordReset`. */
export interface PasswordResetVariables {
  readonly resetLink: string;
  readonly expiresAt: string;
}

/** Variables of `organizationInvite`. */
export interface OrganizationInviteVariables {
  readonly inviterName: string;
  readonly organizationName: string;
  readonly role: string;
  readonly inviteLink: string;
  readonly expiresAt: string;
}

/** Variables of `servicePublished`. */
export interface ServicePublishedVariables {
  readonly serviceName: string;
  readonly serviceUrl: string;
}

/** Variables of `weeklyDigest`. */
export interface WeeklyDigestVariables {
  readonly weekOf: string;
  readonly items: readonly { readonly title: string; readonly url: string; readonly summary?: string }[];
}

/** The templates of a marketplace, typed. No interface: only the keys of a type are known to be all. */
export type MarketplaceTemplates = {
  readonly welcome: EmailTemplate<WelcomeVariables>;
  readonly bookingConfirmation: EmailTemplate<BookingConfirmationVariables>;
  readonly bookingReminder: EmailTemplate<BookingReminderVariables>;
  readonly invoiceGenerated: EmailTemplate<InvoiceGeneratedVariables>;
  readonly passwordReset: EmailTemplate<PasswordResetVariables>;
  readonly organizationInvite: EmailTemplate<OrganizationInviteVariables>;
  readonly servicePublished: EmailTemplate<ServicePublishedVariables>;
  readonly weeklyDigest: EmailTemplate<WeeklyDigestVariables>;
};

/** The id of each template, and for the reminder also its time. */
export interface MarketplaceTemplateIds
  extends Readonly<Record<Exclude<keyof MarketplaceTemplates, 'bookingReminder'>, string>> {
  readonly bookingReminder:
    | string
    | {
        readonly id: string;
        /** Hours before the meeting. @default 24 */
        readonly sendBefore?: number | undefined;
      };
}

/** Hours before a meeting at which its reminder is sent, unless told otherwise. */
const REMINDER_HOURS = 24;

/**
 * The eight templates of a marketplace, with the variables that they take: a preset for `createSendGrid({ templates })`,
 * which nobody ships who does not import it. Write those of your own with `template`.
 *
 * @throws IntegrationError `CONFIGURATION` for an id that does not begin with `d-`
 * @example
 * ```ts
 * import { marketplaceTemplates } from '@breakwater/sendgrid';
 *
 * export const templates = marketplaceTemplates({
 *   welcome: 'd-00000000000000000000000000000001',
 *   bookingConfirmation: 'd-00000000000000000000000000000002',
 *   bookingReminder: { id: 'd-00000000000000000000000000000003', sendBefore: 24 },
 *   invoiceGenerated: 'd-00000000000000000000000000000004',
 *   passwordReset: 'd-00000000000000000000000000000005',
 *   organizationInvite: 'd-00000000000000000000000000000006',
 *   servicePublished: 'd-00000000000000000000000000000007',
 *   weeklyDigest: 'd-00000000000000000000000000000008',
 * });
 * ```
 */
export function marketplaceTemplates(ids: MarketplaceTemplateIds): MarketplaceTemplates {
  const { bookingReminder } = ids;
  const reminder = typeof bookingReminder === 'string' ? { id: bookingReminder } : bookingReminder;
  return Object.freeze<MarketplaceTemplates>({
    welcome: template(ids.welcome),
    bookingConfirmation: template(ids.bookingConfirmation),
    bookingReminder: template(reminder.id, { sendBefore: reminder.sendBefore ?? REMINDER_HOURS }),
    invoiceGenerated: template(ids.invoiceGenerated),
    passwordReset: template(ids.passwordReset),
    organizationInvite: template(ids.organizationInvite),
    servicePublished: template(ids.servicePublished),
    weeklyDigest: template(ids.weeklyDigest),
  });
}
