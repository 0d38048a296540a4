import { type Shape, shape } from '@breakwater/core';
import { request, statusOf } from '../api-request.js';
import type { OperationDefinition } from '../bind-operation.js';
import { type FoundContact, readContact } from './contact.js';

/** Input of `contacts.find`. */
export interface FindContactsInput {
  /** 1 to 100 addresses. */
  readonly emails: readonly string[];
}

const INPUT: Shape<FindContactsInput> = /* @__PURE__ */ shape.object({
  emails: shape.array(
    shape.string({ pattern: /^[^\s@]+@[^\s@]+$/, maxLength: 100, expected: 'an address of at most 100 characters' }),
    { minLength: 1, maxLength: 100 },
  ),
});

/** Looks contacts up by their addresses. Those that there are none of are left out; SendGrid answers 404 when there is none at all. */
export const findContacts: OperationDefinition<FindContactsInput, FindContactsInput, readonly FoundContact[]> = {
  name: 'contacts.find',
  feature: 'contacts',
  input: INPUT,
  call: async (client, { emails }) => {
    try {
      const { body } = await request(client, 'POST', '/v3/marketing/contacts/search/emails', { body: { emails } });
      const found = Object.values(Object(body['result']) as Readonly<Record<string, { contact?: unknown } | null>>);
      return found.map((entry) => readContact(entry?.contact)).filter((contact) => contact !== undefined);
    } catch (error) {
      if (statusOf(error) === 404) return [];
      throw error;
    }
  },
};
