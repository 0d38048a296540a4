/** A recipient in an envelope's summary. DocuSign writes all values as strings. */
export interface DocusignRecipient {
  readonly recipientId: string;
  readonly recipientIdGuid?: string;
  readonly name?: string;
  readonly email?: string;
  readonly userId?: string;
  readonly clientUserId?: string;
  /** For example `created`, `sent`, `delivered`, `completed`, `declined`, `autoresponded`. */
  readonly status: string;
  readonly routingOrder?: string;
  readonly roleName?: string;
  readonly sentDateTime?: string;
  readonly deliveredDateTime?: string;
  readonly signedDateTime?: string;
  readonly declinedDateTime?: string;
  readonly declinedReason?: string;
}

/** A document in an envelope's summary. */
export interface DocusignDocument {
  readonly documentId: string;
  readonly documentIdGuid?: string;
  readonly name: string;
  /** For example `content`, or `summary` for the certificate of completion. */
  readonly type?: string;
  readonly order?: string;
  /** Base64, where the configuration includes documents. They make bodies of many megabytes. */
  readonly PDFBytes?: string;
}

/** The envelope as it was when the message was made. DocuSign writes all values as strings. */
export interface DocusignEnvelopeSummary {
  readonly status: string;
  readonly envelopeId?: string;
  readonly emailSubject?: string;
  readonly sender?: { readonly userName?: string; readonly userId?: string; readonly email?: string };
  /** Where the configuration includes recipients. */
  readonly recipients?: {
    readonly signers?: readonly DocusignRecipient[];
    readonly carbonCopies?: readonly DocusignRecipient[];
    readonly recipientCount?: string;
  };
  /** Where the configuration includes documents. */
  readonly envelopeDocuments?: readonly DocusignDocument[];
  /** Where the configuration includes custom fields. */
  readonly customFields?: {
    readonly textCustomFields?: readonly { readonly name: string; readonly value?: string }[];
    readonly listCustomFields?: readonly { readonly name: string; readonly value?: string }[];
  };
  readonly createdDateTime?: string;
  readonly sentDateTime?: string;
  readonly deliveredDateTime?: string;
  readonly completedDateTime?: string;
  readonly declinedDateTime?: string;
  readonly voidedDateTime?: string;
  readonly voidedReason?: string;
}

/** What every event of an envelope tells. */
export interface DocusignEnvelopeData {
  readonly accountId: string;
  readonly envelopeId: string;
  /** The user whose envelope it is. */
  readonly userId?: string;
  /** Where the configuration includes any data. */
  readonly envelopeSummary?: DocusignEnvelopeSummary;
}

/** What every event of a recipient tells. */
export interface DocusignRecipientData extends DocusignEnvelopeData {
  readonly recipientId: string;
}

/** What is in an event that is not about an envelope. */
export type DocusignOtherData = Readonly<Record<string, unknown>> & {
  readonly accountId?: string;
  readonly userId?: string;
};

/** A message of the "JSON SIM" model, version `restv2.1`. */
export interface DocusignEvent<Name extends string, Data> {
  readonly event: Name;
  readonly apiVersion: string;
  readonly uri: string;
  /** How often the message was delivered before. It changes the body, and so does nothing else. */
  readonly retryCount: number;
  readonly configurationId: number | string;
  /** ISO 8601, with fractions of a second. */
  readonly generatedDateTime: string;
  readonly data: Data;
}

type EnvelopeEvent =
  | 'envelope-created'
  | 'envelope-sent'
  | 'envelope-resent'
  | 'envelope-delivered'
  | 'envelope-completed'
  | 'envelope-declined'
  | 'envelope-voided'
  | 'envelope-corrected'
  | 'envelope-purge'
  | 'envelope-deleted'
  | 'envelope-discard';
type RecipientEvent =
  | 'recipient-sent'
  | 'recipient-resent'
  | 'recipient-autoresponded'
  | 'recipient-delivered'
  | 'recipient-completed'
  | 'recipient-declined'
  | 'recipient-authenticationfailed'
  | 'recipient-delegate'
  | 'recipient-reassign'
  | 'recipient-finish-later';
type OtherEvent =
  | 'template-created'
  | 'template-modified'
  | 'template-deleted'
  | 'click-agreed'
  | 'click-declined'
  | 'sms-opt-in'
  | 'sms-opt-out';

type Events<Name extends string, Data> = { readonly [Each in Name]: DocusignEvent<Each, Data> };

/**
 * The message for each event that DocuSign lists under "Webhook event triggers". A newer one reaches `onUnhandled`, or is
 * added here by declaration merging.
 */
export interface DocusignEvents
  extends Events<EnvelopeEvent, DocusignEnvelopeData>,
    Events<RecipientEvent, DocusignRecipientData>,
    Events<OtherEvent, DocusignOtherData> {}
