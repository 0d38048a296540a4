import { refineShape, type Shape, shape, unprinted, withoutUndefined } from '@breakwater/core';
import { knownAddressShape } from '../../mail/email-address.js';
import { namesShape } from '../../names-shape.js';
import { readText } from '../../read-text.js';

/** A contact, told apart by the first of its identifiers that SendGrid knows. What is left out stays as it is. */
export interface Contact {
  /** One of the identifiers is needed. */
  readonly email?: string | undefined;
  /** One of the identifiers is needed. */
  readonly externalId?: string | undefined;
  /** One of the identifiers is needed. */
  readonly phoneNumberId?: string | undefined;
  /** One of the identifiers is needed. */
  readonly anonymousId?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly alternateEmails?: readonly string[] | undefined;
  readonly addressLine1?: string | undefined;
  readonly addressLine2?: string | undefined;
  readonly city?: string | undefined;
  readonly stateProvinceRegion?: string | undefined;
  readonly postalCode?: string | undefined;
  readonly country?: string | undefined;
  /** By the ids of the fields, such as `e1_T`. */
  readonly customFields?: Readonly<Record<string, string | number>> | undefined;
}

const text = (maxLength: number): Shape<string> =>
  unprinted(shape.string({ minLength: 0, maxLength, expected: `a text of at most ${maxLength} characters` }));
const email: Shape<string> = /* @__PURE__ */ knownAddressShape(254);

const finiteNumber: Shape<number> = /* @__PURE__ */ shape.custom<number>(Number.isFinite, 'a finite number');

/** What {@link Contact} has to be. Lengths by `ContactRequest` of https://github.com/twilio/sendgrid-oai */
export const contactShape: Shape<Contact> = /* @__PURE__ */ refineShape(
  shape.object({
    email: shape.optional(email),
    externalId: shape.optional(text(254)),
    phoneNumberId: shape.optional(text(254)),
    anonymousId: shape.optional(text(254)),
    firstName: shape.optional(text(50)),
    lastName: shape.optional(text(50)),
    alternateEmails: shape.optional(shape.array(email, { maxLength: 5 })),
    addressLine1: shape.optional(text(100)),
    addressLine2: shape.optional(text(100)),
    city: shape.optional(text(60)),
    stateProvinceRegion: shape.optional(text(50)),
    postalCode: shape.optional(text(50)),
    country: shape.optional(text(50)),
    customFields: shape.optional(namesShape(unprinted(shape.union(text(10_000), finiteNumber)))),
  }),
  ({ email: address, externalId, phoneNumberId, anonymousId }, path, issues) => {
    if ((address ?? externalId ?? phoneNumberId ?? anonymousId) !== undefined) return;
    issues.push({
      path,
      expected: 'with an `email`, `externalId`, `phoneNumberId` or `anonymousId`',
      received: 'none of them',
    });
  },
);

/** Writes a contact in SendGrid's form. */
export function toContactBody(contact: Contact): object {
  return withoutUndefined({
    email: contact.email,
    external_id: contact.externalId,
    phone_number_id: contact.phoneNumberId,
    anonymous_id: contact.anonymousId,
    first_name: contact.firstName,
    last_name: contact.lastName,
    alternate_emails: contact.alternateEmails,
    address_line_1: contact.addressLine1,
    address_line_2: contact.addressLine2,
    city: contact.city,
    state_province_region: contact.stateProvinceRegion,
    postal_code: contact.postalCode,
    country: contact.country,
    custom_fields: contact.customFields,
  });
}

/** A contact, as far as applications ask about one. */
export interface FoundContact {
  readonly id: string;
  readonly email: string;
  readonly firstName?: string;
  readonly lastName?: string;
  /** The lists that it is on, by their ids. */
  readonly listIds: readonly string[];
}

/** Reads a contact of an answer; undefined for what is none. */
export function readContact(value: unknown): FoundContact | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const [id, address] = [readText(fields['id']), readText(fields['email'])];
  if (id === undefined || address === undefined) return undefined;
  const [firstName, lastName] = [readText(fields['first_name']), readText(fields['last_name'])];
  const lists: readonly unknown[] = Array.isArray(fields['list_ids']) ? fields['list_ids'] : [];
  return {
    id,
    email: address,
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
    listIds: lists.filter((item) => typeof item === 'string'),
  };
}
