import { type TextTemplate, textTemplate } from './text-template.js';

/** Variables of `bookingReminder`. */
export interface BookingReminderText {
  readonly name: string | number;
  readonly providerName: string | number;
  /** As it is read, with its time zone. */
  readonly meetingTime: string | number;
  readonly meetingLink: string | number;
}

/** Variables of `verificationCode`. */
export interface VerificationCodeText {
  readonly code: string | number;
  readonly minutes: string | number;
}

/** Variables of `bookingConfirmation`. */
export interface BookingConfirmationText {
  readonly name: string | number;
  readonly serviceName: string | number;
  readonly providerName: string | number;
  readonly meetingTime: string | number;
}

/** The texts of a marketplace, typed. No interface: those are no records, which is what `templates` takes. */
export type MarketplaceTexts = {
  readonly bookingReminder: TextTemplate<BookingReminderText>;
  readonly verificationCode: TextTemplate<VerificationCodeText>;
  readonly bookingConfirmation: TextTemplate<BookingConfirmationText>;
};

/**
 * The texts of a marketplace: a preset for `createTwilio({ templates })`. Each is plain GSM text. A booking is canceled with
 * `NO`, because `CANCEL` is one of Twilio's opt-out keywords. Send codes with `verify` rather than in a text of your own:
 * it limits attempts and fraud.
 *
 * @example
 * ```ts
 * import { marketplaceTexts } from '@breakwater/twilio';
 *
 * export const templates = marketplaceTexts();
 * ```
 */
export function marketplaceTexts(): MarketplaceTexts {
  return Object.freeze<MarketplaceTexts>({
    bookingReminder: textTemplate(`
      Hi {{name}}! Your meeting with {{providerName}} is at {{meetingTime}}.
      Join: {{meetingLink}}
      Reply NO to cancel this booking.
    `),
    verificationCode: textTemplate('Your code is {{code}}. It is good for {{minutes}} minutes. Tell it to nobody.'),
    bookingConfirmation: textTemplate(`
      Hi {{name}}! {{serviceName}} with {{providerName}} is booked for {{meetingTime}}.
      Reply NO to cancel this booking.
    `),
  });
}
