import { createTwilioEmulator, EMULATED_ACCOUNT, type TwilioEmulator } from '@breakwater/twilio/testing';
import { createComparison, readDescription } from '@breakwater/vendor-descriptions';
import { describe, expect, it } from 'vitest';
import { createOperations } from '../src/testing/operations.js';
import { call } from './emulator-calls.js';

const description = readDescription('twilio');
// The vendor calls no field of an answer required, and leaves none out.
const findDifferences = createComparison(description.document, { refuseUnknown: true, requireAll: true });

/** Described by the vendor, and not simulated: looking numbers up belongs to no operation. */
const LEFT_OUT = ['GET /v2/PhoneNumbers/{PhoneNumber}'];

const anonymous = (route: string): string => route.replaceAll(/\{\w+\}(?:\.json)?/g, '{}');
const operations = createOperations(
  { begin() {}, enter() {}, report() {} },
  {
    add() {},
    inboundUrls: [],
    send() {},
    flush: async () => {},
    deliveries: [],
    close: async () => {},
  },
);

/** One call of each route, in an order in which each finds what it needs. */
async function callAll(emulator: TwilioEmulator): Promise<ReadonlyMap<string, { status: number; body: unknown }>> {
  const { accountSid, fromPhoneNumber: From, verifyServiceSid } = EMULATED_ACCOUNT;
  const account = `/2010-04-01/Accounts/${accountSid}`;
  const To = '+14155552671';
  const answers = new Map<string, { status: number; body: unknown }>();
  const make = async (
    route: string,
    method: string,
    path: string,
    form: Record<string, string> = {},
  ): Promise<string> => {
    const answer = await call(emulator, method, path, form);
    answers.set(route, answer);
    return String((Object(answer.body) as { sid?: unknown }).sid);
  };
  await make('GET /2010-04-01/Accounts/{}', 'GET', `${account}.json`);
  const message = await make('POST /2010-04-01/Accounts/{}/Messages.json', 'POST', `${account}/Messages.json`, {
    To,
    From,
    Body: 'x',
  });
  await emulator.testHelpers.advance(5_000);
  await make('GET /2010-04-01/Accounts/{}/Messages.json', 'GET', `${account}/Messages.json`, { To, PageSize: '1' });
  await make('GET /2010-04-01/Accounts/{}/Messages/{}', 'GET', `${account}/Messages/${message}.json`);
  await make('POST /2010-04-01/Accounts/{}/Messages/{}', 'POST', `${account}/Messages/${message}.json`, { Body: '' });
  await make('DELETE /2010-04-01/Accounts/{}/Messages/{}', 'DELETE', `${account}/Messages/${message}.json`);
  const made = await make('POST /2010-04-01/Accounts/{}/Calls.json', 'POST', `${account}/Calls.json`, {
    To,
    From,
    Url: 'https://x.example',
  });
  await make('GET /2010-04-01/Accounts/{}/Calls/{}', 'GET', `${account}/Calls/${made}.json`);
  await make('POST /2010-04-01/Accounts/{}/Calls/{}', 'POST', `${account}/Calls/${made}.json`, { Status: 'completed' });
  await make('POST /v2/Services', 'POST', '/v2/Services', { FriendlyName: 'x' });
  await make('GET /v2/Services/{}', 'GET', `/v2/Services/${verifyServiceSid}`);
  const service = `/v2/Services/${verifyServiceSid}`;
  const pending = await make('POST /v2/Services/{}/Verifications', 'POST', `${service}/Verifications`, {
    To,
    Channel: 'sms',
  });
  await make('GET /v2/Services/{}/Verifications/{}', 'GET', `${service}/Verifications/${pending}`);
  await make('POST /v2/Services/{}/VerificationCheck', 'POST', `${service}/VerificationCheck`, { To, Code: 'wrong1' });
  await make('POST /v2/Services/{}/Verifications/{}', 'POST', `${service}/Verifications/${pending}`, {
    Status: 'canceled',
  });
  return answers;
}

describe("the Twilio emulator beside the vendor's description", () => {
  it('is compared with the description where it is at hand', (context) => {
    if (!description.isPresent) context.skip(description.absence);
    expect(description.operations.length).toBeGreaterThan(15);
  });

  const simulated = description.operations.filter(({ route }) => !LEFT_OUT.includes(route));

  it.each(simulated)('knows each parameter of $route, and no other', ({ route, query, body }) => {
    const own =
      operations.find((one) => anonymous(one.route) === anonymous(route)) ?? expect.fail(`There is no ${route}`);
    const names = [...Object.keys(body?.properties ?? {}), ...query.map(({ name }) => name)].toSorted();
    expect([...own.simulated, ...(own.ignored ?? [])].toSorted()).toEqual(names);
  });

  it('answers each request in the form that the vendor describes', async () => {
    const emulator = createTwilioEmulator();
    const answers = await callAll(emulator);
    for (const { route, answers: described } of simulated) {
      const answer = answers.get(anonymous(route)) ?? expect.fail(`${route} was not called`);
      const [status, schema = {}] = [...described][0] ?? expect.fail(`${route} has no answer`);
      expect(`${route} ${answer.status}`).toBe(`${route} ${status}`);
      expect([route, findDifferences(answer.body, schema)]).toEqual([route, []]);
    }
    expect(emulator.book.requests().filter(({ defect }) => defect !== undefined)).toEqual([]);
  });
});
