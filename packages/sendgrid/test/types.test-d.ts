import type { CallContext, Integration } from '@breakwater/core';
import {
  type BatchStatus,
  createSendGrid,
  type EmailTemplate,
  marketplaceTemplates,
  type ScheduleResult,
  type SendGridClient,
  type SendGridIntegration,
  type SendResult,
  type StandardSchema,
  template,
} from '@breakwater/sendgrid';
import type mail from '@sendgrid/mail';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<T>(_value: T): void {}
function isTrue<T extends true>(_value?: T): void {}

const apiKey = 'SG.1';
declare const digestSchema: StandardSchema<{ week: number; note?: string }>;

const sendgrid = createSendGrid({
  apiKey,
  fromEmail: 'shop@example.com',
  templates: {
    bookingConfirmation: template<{ serviceName: string; agenda?: string }>('d-1'),
    digest: template('d-2', { schema: digestSchema }),
    reminder: template<{ meetingDate: string }>('d-3', { sendBefore: 24 }),
    plain: template<{ name?: string }>('d-4'),
    free: template('d-5'),
  },
  lists: { newsletter: 'list-1', productUpdates: 'list-2' },
});
const { emails, contacts } = sendgrid;
const to = 'ada@example.com';

// It is an integration of the official client, and knows its name.
expectType<SendGridIntegration>(createSendGrid({ apiKey }));
expectType<SendGridIntegration>(sendgrid);
expectType<SendGridIntegration<{ digest: EmailTemplate<{ week: number; note?: string }> }>>(sendgrid);
// @ts-expect-error it has no such template
expectType<SendGridIntegration<{ farewell: EmailTemplate<{ name: string }> }>>(sendgrid);

// Whoever takes any integration can use all of it that needs no names.
async function remind(any: SendGridIntegration): Promise<void> {
  await any.emails.send({ to: 'ada@example.com', subject: 'Hello', text: 'How are you?' });
  await any.emails.schedule({ to: 'ada@example.com', subject: 'Hello', text: 'Later', sendAt: new Date() });
  await any.contacts.upsert({ contacts: [{ email: 'ada@example.com' }] });
  await any.suppressions.isUnsubscribed({ email: 'ada@example.com' });
  // @ts-expect-error which templates there are is not known
  await any.emails.send({ template: 'digest', to: 'ada@example.com', variables: { week: 7 } });
}
void remind(sendgrid);
void remind(createSendGrid({ apiKey, lists: { newsletter: 'list-1' } }));
expectType<Integration<SendGridClient, 'sendgrid'>>(sendgrid);
isTrue<Equal<typeof sendgrid.name, 'sendgrid'>>();
expectType<Promise<typeof mail>>(sendgrid.client());
isTrue<Equal<0 extends 1 & SendGridClient ? true : false, false>>();
expectType<Promise<number>>(
  sendgrid.run('templates.list', async (client, context) => {
    expectType<CallContext>(context);
    const [response] = await client.request({ method: 'GET', url: '/v3/templates', qs: { page_size: 10 } });
    return response.statusCode;
  }),
);
// @ts-expect-error a key is needed
createSendGrid({});
// @ts-expect-error the key of the webhooks belongs to their source
createSendGrid({ apiKey, publicKey: 'MFkw' });
// @ts-expect-error there is no such feature
createSendGrid({ apiKey, features: { email: true } });

// Each template asks for its own variables.
expectType<Promise<SendResult>>(
  emails.send({ template: 'bookingConfirmation', to, variables: { serviceName: 'Haircut' } }),
);
void emails.send({ template: 'digest', to, variables: { week: 7 } });
void emails.send({ template: 'plain', to });
void emails.send({ template: 'free', to, variables: { whatever: 1 } });
// @ts-expect-error there is no such template
void emails.send({ template: 'bookingConfirmed', to, variables: {} });
// @ts-expect-error `serviceName` is missing
void emails.send({ template: 'bookingConfirmation', to, variables: {} });
// @ts-expect-error a string
void emails.send({ template: 'bookingConfirmation', to, variables: { serviceName: 1 } });
// @ts-expect-error the schema wants a number
void emails.send({ template: 'digest', to, variables: { week: '7' } });
// @ts-expect-error the variables of another template
void emails.send({ template: 'digest', to, variables: { serviceName: 'Haircut' } });
// @ts-expect-error variables are needed
void emails.send({ template: 'reminder', to });
// @ts-expect-error the subject is the template's
void emails.send({ template: 'plain', to, subject: 'Hello' });

// A mail of its own has a subject.
void emails.send({ to: { email: to, name: 'Ada' }, subject: 'Hello', text: 'How are you?' });
// @ts-expect-error without a template, a subject is needed
void emails.send({ to, text: 'How are you?' });
// @ts-expect-error custom arguments are strings
void emails.send({ to, subject: 'Hello', text: 'x', customArgs: { order: 7 } });

void emails.sendMany({
  template: 'digest',
  recipients: [
    { to, variables: { week: 7 } },
    { to, variables: { week: 8 } },
  ],
});
// @ts-expect-error each recipient brings the variables
void emails.sendMany({ template: 'digest', recipients: [{ to }] });
void emails.sendMany({ subject: 'Hello', html: '<p>', recipients: [{ to }] });

expectType<Promise<ScheduleResult>>(
  emails.schedule({ template: 'reminder', to, variables: { meetingDate: 'today' }, eventAt: new Date() }),
);
// @ts-expect-error one of both times, not both
void emails.schedule({ template: 'reminder', to, variables: { meetingDate: 'today' }, eventAt: 1, sendAt: 1 });
expectType<Promise<BatchStatus>>(emails.cancel({ batchId: 'b' }));

// A fallback may answer with something else.
expectType<Promise<SendResult | undefined>>(emails.send({ template: 'plain', to }, { fallback: () => undefined }));

// Lists go by the names of the options.
void contacts.upsert({ contacts: [{ email: to }], lists: ['newsletter'] });
// @ts-expect-error there is no such list
void contacts.upsert({ contacts: [{ email: to }], lists: ['marketing'] });
// @ts-expect-error without lists in the options, there is none to name
void createSendGrid({ apiKey }).contacts.upsert({ contacts: [{ email: to }], lists: ['newsletter'] });

// The preset.
const marketplace = createSendGrid({
  apiKey,
  templates: marketplaceTemplates({
    welcome: 'd-1',
    bookingConfirmation: 'd-2',
    bookingReminder: { id: 'd-3', sendBefore: 12 },
    invoiceGenerated: 'd-4',
    passwordReset: 'd-5',
    organizationInvite: 'd-6',
    servicePublished: 'd-7',
    weeklyDigest: 'd-8',
  }),
});
const invite = {
  inviterName: 'Ada',
  organizationName: 'Engines',
  role: 'admin',
  inviteLink: 'https://x',
  expiresAt: 'soon',
};
void marketplace.emails.send({ template: 'organizationInvite', to, variables: invite });
// @ts-expect-error `role` is missing
void marketplace.emails.send({ template: 'organizationInvite', to, variables: { ...invite, role: undefined } });
