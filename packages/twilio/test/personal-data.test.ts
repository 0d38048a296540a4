import { inspect } from 'node:util';
import { createTwilio, textTemplate } from '@breakwater/twilio';
import { describe, expect, it } from 'vitest';
import { maskPersonalData } from '../src/redact.js';
import { scriptTwilio, sid } from './scripted-twilio.js';
import { createTwilioBench, failureOf } from './twilio-bench.js';

const PERSON = '+12025550143';
const ADDRESS = 'ada@person.example';
const PERSONAL = ['2025550143', ADDRESS, '555-0143', 'Lovelace'];

/** Everything that an application could log of an error. */
function shownBy(error: unknown): string {
  const parts: string[] = [inspect(error, { depth: 8, showHidden: true, getters: true }), JSON.stringify(error)];
  for (let one = error; one instanceof Error; one = one.cause) parts.push(one.message, String(one.stack));
  return parts.join('\n');
}

function expectNothingPersonal(error: unknown): void {
  const shown = shownBy(error);
  for (const text of PERSONAL) expect(shown).not.toContain(text);
}

describe('masking', () => {
  it.each([
    ['To +14155552671 via whatsapp:+4915112345678', 'To …71 via whatsapp:…78'],
    ['/v2/PhoneNumbers/%2B14155552671 was not found', '/v2/PhoneNumbers/…71 was not found'],
    ['whatsapp%3A%2b14155552671?x', 'whatsapp%3A…71?x'],
    ['to=14155552671&from=4915112345678', 'to=…71&from=…78'],
    ['+1 415-555-2671, +1 (415) 555-2671', '…71, …71'],
    ['to_14155552671', 'to_…71'],
    ['sip:ada@person.example and ada+x@mail.person.example', 'sip:[address] and [address]'],
    ['/v1/Users/ada%40person.example?to=ada@person.example', '/v1/Users/[address]?to=[address]'],
    ['two numbers +14155552671 +4915112345678', 'two numbers …71 …78'],
    [`${sid('SM')} (21211) at file.js:120:35`, `${sid('SM')} (21211) at file.js:120:35`],
    ['node_modules/.pnpm/twilio@6.2.0/node_modules', 'node_modules/.pnpm/twilio@6.2.0/node_modules'],
    ['code 123456, status 400, 2026-06-01', 'code 123456, status 400, 2026-06-01'],
  ])('%s becomes %s', (text, expected) => {
    expect(maskPersonalData(text)).toBe(expected);
  });

  it('takes no time of its own in a long text', () => {
    const before = performance.now();
    for (const text of ['a'.repeat(500_000), '1'.repeat(500_000), '+1 '.repeat(100_000), 'a.'.repeat(200_000)]) {
      maskPersonalData(text);
    }
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

describe('an error shows nobody’s number or address', () => {
  const told = {
    code: 21_211,
    status: 400,
    message: `Invalid 'To' Phone Number: ${PERSON}, /PhoneNumbers/%2B12025550143, ${ADDRESS}`,
  };

  it('when Twilio’s words do: in message, cause, stack, or events', async () => {
    const events: unknown[] = [];
    const { twilio, settle } = await scriptTwilio(() => Response.json(told, { status: 400 }), {
      telemetry: { emit: (event) => void events.push(event) },
    });
    const errors = [
      await failureOf(settle(twilio.sms.send({ to: PERSON, body: 'x' }))),
      await failureOf(settle(twilio.verify.start({ to: PERSON }))),
      await failureOf(settle(twilio.run('look', (client) => client.lookups.v2.phoneNumbers(PERSON).fetch()))),
      await failureOf(settle(twilio.run('mine', () => Promise.reject(new Error(`thrown beside ${PERSON}`))))),
    ];
    for (const error of errors) {
      expect(shownBy(error)).toContain('…43');
      expectNothingPersonal(error);
    }
    expect(events.length).toBeGreaterThan(0);
    expect(inspect(events, { depth: 8 })).not.toContain('2025550143');
    expect(JSON.stringify(twilio.health())).not.toContain('2025550143');
  });

  it('when a parser quotes an answer', async () => {
    const { twilio, settle } = await scriptTwilio(() => new Response(`+12025550143 ${ADDRESS}`, { status: 201 }));
    expectNothingPersonal(await failureOf(settle(twilio.sms.send({ to: PERSON, body: 'x' }))));
  });

  const input = { to: PERSON, body: 'x' };
  it.each<readonly [what: string, given: object]>([
    ['a number', { ...input, to: 'tel:+1-202-555-0143' }],
    ['a callback', { ...input, statusCallback: `ftp://x.example/?to=${PERSON}&name=Lovelace` }],
    ['a callback with a password', { ...input, statusCallback: 'https://u:Lovelace@x.example' }],
    ['media', { ...input, mediaUrls: [`ftp://x.example/Lovelace/${PERSON}`] }],
    ['an unknown key', { ...input, [PERSON]: 1, [ADDRESS]: 1 }],
    ['a sender', { ...input, from: ADDRESS }],
    ['a text', { ...input, body: `Dear Ada Lovelace, ${'x'.repeat(100_001)}` }],
    ['a template', { to: PERSON, template: ADDRESS, variables: {} }],
    ['a variable', { to: PERSON, template: 'late', variables: { name: 'x', [ADDRESS]: 'x' } }],
    [
      'a content variable',
      { to: PERSON, contentSid: sid('HX'), contentVariables: { 1: `Lovelace ${'x'.repeat(1_601)}` } },
    ],
    ['the key of a content variable', { to: PERSON, contentSid: sid('HX'), contentVariables: { [ADDRESS]: { a: 1 } } }],
  ])('when %s is refused', async (_, given) => {
    const { twilio, settle, emulator } = await createTwilioBench({ templates: { late: textTemplate('Hi {{name}}') } });
    const error = await failureOf(settle(twilio.sms.send(given as never)));
    expect(error).toMatchObject({ code: 'VALIDATION' });
    expectNothingPersonal(error);
    expect(emulator.book.count()).toBe(0);
  });

  it('when another operation refuses them', async () => {
    const { twilio, settle } = await createTwilioBench();
    const refused = [
      twilio.verify.check({ to: ADDRESS.slice(4), code: 'Lovelace!!' }),
      twilio.voice.call({ to: 'sip: +12025550143@x', twiml: '<Response/>' }),
      twilio.voice.call({ to: PERSON, url: 'ftp://x.example/Lovelace' }),
      twilio.video.createToken({ identity: 'Lovelace\n', room: 'x' }),
    ];
    for (const error of await Promise.all(refused.map((call) => failureOf(settle(call as Promise<unknown>))))) {
      expectNothingPersonal(error);
    }
    const configured = () => createTwilio({ accountSid: sid('AC'), authToken: 'x', statusCallback: 'ftp://Lovelace' });
    expect(configured).toThrow(/options\.statusCallback must be .*; got a string of 14 characters/);
  });
});
