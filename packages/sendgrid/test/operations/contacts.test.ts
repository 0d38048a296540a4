import { describe, expect, it } from 'vitest';
import { createEmulatedAccount, NOW } from '../emulated-account.js';

const lists = { newsletter: 'list-1', productUpdates: 'list-2', marketingEmails: 'list-3' };
const account = (): ReturnType<typeof createEmulatedAccount<Record<never, never>, typeof lists>> =>
  createEmulatedAccount({ lists }, { lists: Object.values(lists) });

describe('contacts', () => {
  it('are taken at once, and changed later', async () => {
    const { sendgrid, emulator, clock, requests } = await account();
    const { jobId } = await sendgrid.contacts.upsert({
      contacts: [
        { email: 'ada@example.com', firstName: 'Ada', customFields: { e1_T: 'blue' } },
        { externalId: 'u-2', lastName: 'Bob' },
      ],
      lists: ['newsletter', 'productUpdates'],
    });
    expect(requests[0]).toMatchObject({
      line: 'PUT /v3/marketing/contacts',
      body: {
        list_ids: ['list-1', 'list-2'],
        contacts: [
          { email: 'ada@example.com', first_name: 'Ada', custom_fields: { e1_T: 'blue' } },
          { external_id: 'u-2', last_name: 'Bob' },
        ],
      },
    });
    await expect(sendgrid.contacts.job({ jobId })).resolves.toMatchObject({ jobId, status: 'pending', created: 0 });
    expect(emulator.book.contacts).toEqual([]);
    await clock.advance(1_000);
    await expect(sendgrid.contacts.job({ jobId })).resolves.toEqual({
      jobId,
      status: 'completed',
      requested: 2,
      created: 2,
      updated: 0,
      errored: 0,
    });
    expect(emulator.book.contacts).toMatchObject([{ email: 'ada@example.com', updatedAt: NOW + 1_000 }, { email: '' }]);
  });

  it('are found by their addresses; none is no error', async () => {
    const { sendgrid, emulator, clock } = await account();
    await expect(sendgrid.contacts.find({ emails: ['ada@example.com'] })).resolves.toEqual([]);
    await sendgrid.contacts.upsert({
      contacts: [{ email: 'ada@example.com', firstName: 'Ada' }],
      lists: ['newsletter'],
    });
    await clock.advance(1_000);
    await expect(sendgrid.contacts.find({ emails: ['ada@example.com', 'bob@example.com'] })).resolves.toEqual([
      { id: emulator.book.contacts[0]?.id, email: 'ada@example.com', firstName: 'Ada', listIds: ['list-1'] },
    ]);
  });

  it('are taken off a list, and deleted', async () => {
    const { sendgrid, emulator, clock } = await account();
    await sendgrid.contacts.upsert({
      contacts: [{ email: 'ada@example.com' }],
      lists: ['newsletter', 'marketingEmails'],
    });
    await clock.advance(1_000);
    const contactIds = emulator.book.contacts.map(({ id }) => id);
    await sendgrid.contacts.removeFromList({ list: 'newsletter', contactIds });
    await clock.advance(1_000);
    expect(emulator.book.contacts).toMatchObject([{ listIds: ['list-3'] }]);
    await sendgrid.contacts.remove({ contactIds });
    await clock.advance(1_000);
    expect(emulator.book.contacts).toEqual([]);
    expect(emulator.book.unsimulated).toEqual([]);
  });

  it('are changed once more after an unknown outcome, which comes to the same', async () => {
    const { sendgrid, emulator, clock } = await account();
    emulator.faults.add({ match: 'PUT /v3/marketing/contacts', fault: { type: 'reset', when: 'after' } });
    await clock.settle(sendgrid.contacts.upsert({ contacts: [{ email: 'ada@example.com' }] }));
    await clock.advance(1_000);
    expect(emulator.book.count('PUT /v3/marketing/contacts')).toBe(2);
    expect(emulator.book.contacts).toHaveLength(1);
  });

  it.each([
    ['none', { contacts: [] }, 'input.contacts'],
    ['one without an identifier', { contacts: [{ firstName: 'Ada' }] }, 'input.contacts[0]'],
    [
      'a first name of 51 characters',
      { contacts: [{ email: 'a@b.c', firstName: 'x'.repeat(51) }] },
      'input.contacts[0].firstName',
    ],
    [
      '6 alternate addresses',
      { contacts: [{ email: 'a@b.c', alternateEmails: Array(6).fill('a@b.c') }] },
      'input.contacts[0].alternateEmails',
    ],
    ['an unknown list', { contacts: [{ email: 'a@b.c' }], lists: ['newsletter', 'toString'] }, 'input.lists[1]'],
    ['30,001', { contacts: Array.from({ length: 30_001 }, () => ({ email: 'a@b.c' })) }, 'input.contacts'],
    [
      '6 MB',
      { contacts: Array.from({ length: 700 }, () => ({ email: 'a@b.c', customFields: { e1_T: 'x'.repeat(9_999) } })) },
      'input.contacts',
    ],
  ])('are refused before any I/O: %s', async (_, input, path) => {
    const { sendgrid, emulator } = await account();
    await expect(sendgrid.contacts.upsert(input as never)).rejects.toMatchObject({
      code: 'VALIDATION',
      issues: [expect.objectContaining({ path })],
    });
    expect(emulator.book.count()).toBe(0);
  });

  it('need lists that the options name', async () => {
    const { sendgrid } = await createEmulatedAccount();
    const input = { contacts: [{ email: 'a@b.c' }], lists: ['newsletter'] };
    await expect(sendgrid.contacts.upsert(input as never)).rejects.toMatchObject({
      message: expect.stringContaining('has no `lists`'),
    });
    const other = await account();
    await expect(
      other.sendgrid.contacts.removeFromList({ list: 'other', contactIds: ['c'] } as never),
    ).rejects.toMatchObject({
      message: expect.stringContaining('newsletter, productUpdates, marketingEmails'),
    });
  });

  it('are off with their feature', async () => {
    const { sendgrid, emulator } = await createEmulatedAccount({ features: { contacts: false } });
    await expect(sendgrid.contacts.find({ emails: ['a@b.c'] })).rejects.toMatchObject({ code: 'FEATURE_DISABLED' });
    expect(emulator.book.count()).toBe(0);
  });
});
