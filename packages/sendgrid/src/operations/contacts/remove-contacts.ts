import { type Shape, shape, unprinted } from '@breakwater/core';
import { request } from '../api-request.js';
import type { OperationDefinition } from '../bind-operation.js';
import { type ContactJob, toContactJob } from './contact-job.js';
import { listNameShape, toListId } from './contact-list.js';

/** Input of `contacts.remove`. */
export interface RemoveContactsInput {
  /** 1 to 100 ids, of `contacts.find`. */
  readonly contactIds: readonly string[];
}

/** Input of `contacts.removeFromList`. */
export interface RemoveFromListInput<List extends string = string> extends RemoveContactsInput {
  /** By its name in `createSendGrid({ lists })`. */
  readonly list: List;
}

const contactIds = /* @__PURE__ */ shape.array(
  unprinted(shape.string({ pattern: /^[\w-]{1,100}$/, expected: 'the id of a contact' })),
  { minLength: 1, maxLength: 100 },
);
const CONTACTS: Shape<RemoveContactsInput> = /* @__PURE__ */ shape.object({ contactIds });
const FROM_LIST: Shape<RemoveFromListInput> = /* @__PURE__ */ shape.object({ contactIds, list: listNameShape });

/** Deletes contacts for good, with what SendGrid knows of them. It does it later. */
export const removeContacts: OperationDefinition<RemoveContactsInput, RemoveContactsInput, ContactJob> = {
  name: 'contacts.remove',
  feature: 'contacts',
  input: CONTACTS,
  call: async (client, input) =>
    toContactJob(
      await request(client, 'DELETE', '/v3/marketing/contacts', { qs: { ids: input.contactIds.join(',') } }),
      'contacts.remove',
    ),
};

/** Takes contacts off a list; they stay contacts. SendGrid does it later. */
export const removeFromList: OperationDefinition<RemoveFromListInput, RemoveFromListInput, ContactJob> = {
  name: 'contacts.removeFromList',
  feature: 'contacts',
  input: FROM_LIST,
  check: ({ list }, host, issues) => void toListId(list, host, 'input.list', issues),
  call: async (client, input, host) => {
    const id = encodeURIComponent(toListId(input.list, host, 'input.list', []) ?? '');
    const qs = { contact_ids: input.contactIds.join(',') };
    return toContactJob(
      await request(client, 'DELETE', `/v3/marketing/lists/${id}/contacts`, { qs }),
      'contacts.removeFromList',
    );
  },
};
