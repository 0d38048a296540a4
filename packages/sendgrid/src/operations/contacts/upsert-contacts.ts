import { type Issue, type Shape, shape, withoutUndefined } from '@breakwater/core';
import { request } from '../api-request.js';
import type { OperationDefinition } from '../bind-operation.js';
import type { OperationHost } from '../operation-host.js';
import { type Contact, contactShape, toContactBody } from './contact.js';
import { type ContactJob, toContactJob } from './contact-job.js';
import { listNameShape, toListId } from './contact-list.js';

/** Input of `contacts.upsert`. */
export interface UpsertContactsInput<List extends string = string> {
  /** 1 to 30,000, and less than 6 MB of JSON. */
  readonly contacts: readonly Contact[];
  /** Lists that they are put on, by the names in `createSendGrid({ lists })`. @default none */
  readonly lists?: readonly List[] | undefined;
}

/** Source: `UpdateContact` of https://github.com/twilio/sendgrid-oai */
const MOST_CONTACTS = 30_000;
const LARGEST_UPSERT = 6 * 1024 * 1024;

const NAME = 'contacts.upsert';
const INPUT: Shape<UpsertContactsInput> = /* @__PURE__ */ shape.object({
  contacts: shape.array(contactShape, { minLength: 1, maxLength: MOST_CONTACTS }),
  lists: shape.optional(shape.array(listNameShape, { minLength: 1 })),
});

/** Adds contacts or changes them. SendGrid does it later; asked twice, it comes to the same. */
export const upsertContacts: OperationDefinition<UpsertContactsInput, UpsertContactsInput, ContactJob> = {
  name: NAME,
  feature: 'contacts',
  input: INPUT,
  check: (input, host, issues) => {
    const bytes = new TextEncoder().encode(JSON.stringify(toBody(input, host, issues))).byteLength;
    if (bytes < LARGEST_UPSERT) return;
    issues.push({
      path: 'input.contacts',
      expected: 'less than 6 MB of JSON: divide them',
      received: `${bytes} bytes`,
    });
  },
  call: async (client, input, host) =>
    toContactJob(await request(client, 'PUT', '/v3/marketing/contacts', { body: toBody(input, host, []) }), NAME),
};

function toBody({ contacts, lists }: UpsertContactsInput, host: OperationHost, issues: Issue[]): object {
  const ids = lists?.map((name, index) => toListId(name, host, `input.lists[${index}]`, issues));
  return withoutUndefined({ list_ids: ids, contacts: contacts.map(toContactBody) });
}
