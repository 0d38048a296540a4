import type { CallContext, Integration } from '@breakwater/core';
import {
  type AnyTwilio,
  createTwilio,
  type MarketplaceTexts,
  type MessageResult,
  marketplaceTexts,
  type TwilioIntegration,
  textTemplate,
  type UntemplatedMessageInput,
  type VariablesOf,
} from '@breakwater/twilio';
import type { Twilio } from 'twilio';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<T>(_value: T): void {}
function isTrue<T extends true>(_value?: T): void {}

const accountSid = 'AC00000000000000000000000000000000';
const to = '+14155552671';

// The credential: one of the two, and whole.
createTwilio({ accountSid, authToken: 'x' });
createTwilio({ accountSid, apiKey: 'SK1', apiSecret: 'x' });
createTwilio({ accountSid, authToken: 'x', twilio: () => import('twilio') });
// @ts-expect-error no credential
createTwilio({ accountSid });
// @ts-expect-error half a key
createTwilio({ accountSid, apiKey: 'SK1' });
// @ts-expect-error both
createTwilio({ accountSid, authToken: 'x', apiKey: 'SK1', apiSecret: 'x' });
// @ts-expect-error there is no such feature
createTwilio({ accountSid, authToken: 'x', features: { fax: true } });

// It is an integration of the official client.
const plain = createTwilio({ accountSid, authToken: 'x' });
expectType<Integration<Twilio, 'twilio'>>(plain);
expectType<Promise<Twilio>>(plain.client());
expectType<Promise<string>>(
  plain.run('messages.first', async (client, context) => {
    expectType<CallContext>(context);
    return (await client.messages.list({ limit: 1 }))[0]?.sid ?? '';
  }),
);

// Without templates there is none to name.
// @ts-expect-error no such template
void plain.sms.send({ to, template: 'late', variables: {} });
expectType<Promise<MessageResult>>(plain.sms.send({ to, body: 'x' }));
// @ts-expect-error a text, or media, or a template
void plain.sms.send({ to });
// @ts-expect-error not two of them
void plain.sms.send({ to, body: 'x', contentSid: 'HX1' });
// @ts-expect-error a time is needed
void plain.sms.schedule({ to, body: 'x' });
// @ts-expect-error a time is a number
void plain.sms.schedule({ to, body: 'x', sendAt: new Date() });

// The names in a text are known.
const late = textTemplate('Hi {{ name }}, {{minutes}} minutes late');
isTrue<Equal<VariablesOf<typeof late>, Readonly<Record<'name' | 'minutes', string | number>>>>();
isTrue<Equal<VariablesOf<ReturnType<typeof marketplaceTexts>['verificationCode']>['code'], string | number>>();
const twilio = createTwilio({ accountSid, authToken: 'x', templates: { late, ...marketplaceTexts() } });
void twilio.sms.send({ to, template: 'late', variables: { name: 'Ada', minutes: 5 } });
void twilio.whatsapp.send({ to, template: 'verificationCode', variables: { code: '123456', minutes: 10 } });
void createTwilio({ accountSid, authToken: 'x', templates: marketplaceTexts() }).sms.send({
  to,
  template: 'bookingReminder',
  variables: { name: 'Ada', providerName: 'Bob', meetingTime: '9:00', meetingLink: 'https://x.example' },
});
// @ts-expect-error a name is missing
void twilio.sms.send({ to, template: 'late', variables: { name: 'Ada' } });
// @ts-expect-error the names of another template
void twilio.sms.send({ to, template: 'late', variables: { code: '1', minutes: 5 } });
// @ts-expect-error no such template
void twilio.sms.send({ to, template: 'early', variables: {} });
// A text that is only known at run time takes any names.
void textTemplate(String(Math.random()));

// Any integration can be taken, whichever templates it has, by whoever names none.
const remind = ({ sms, whatsapp }: AnyTwilio, input: UntemplatedMessageInput): Promise<unknown> =>
  Promise.all([sms.send(input), whatsapp.send({ to, body: 'x' }), sms.schedule({ ...input, sendAt: 1 })]);
void remind(plain, { to, body: 'x' });
void remind(twilio, { to, contentSid: 'HX1' });
const market: TwilioIntegration<MarketplaceTexts> = createTwilio({
  accountSid,
  authToken: 'x',
  templates: marketplaceTexts(),
});
void remind(market, { to, mediaUrls: [] });
// @ts-expect-error which templates it has is not known there
void remind(twilio, { to, template: 'late', variables: { name: 'Ada', minutes: 5 } });
// @ts-expect-error it has not the templates that are asked for
expectType<TwilioIntegration<{ readonly early: typeof late }>>(twilio);
// Without its argument, the type is an integration without templates.
expectType<TwilioIntegration>(plain);

// A fallback adds to what is returned.
const either = await twilio.verify.check({ to, code: '1234' }, { fallback: () => 'later' as const });
if (either !== 'later') expectType<boolean>(either.isApproved);
