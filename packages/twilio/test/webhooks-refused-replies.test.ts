import { messageReply, toIncomingMessage, toMessageStatusUpdate, voiceReply } from '@breakwater/twilio/webhooks';
import { describe, expect, it } from 'vitest';

const write = (...verbs: readonly unknown[]): string => voiceReply(...(verbs as never[])).body;

describe('a step of a call is refused, with what would be right,', () => {
  it.each<readonly [what: string, verb: unknown, told: RegExp]>([
    ['when it is two at once', { dial: '+1', hangUp: true }, /step 1 must be exactly one of say,.*; got dial,hangUp/],
    ['when it is none', { sing: 'x' }, /step 1 must be exactly one of say,.*; got object/],
    ['when it is a text', 'hello', /step 1 must be exactly one of .*; got string/],
    ['when it is nothing', undefined, /step 1 must be exactly one of .*; got undefined/],
    ['when a number is said', { say: 5 }, /`say` of step 1 must be string; got number/],
    ['when a list is dialled', { dial: ['+1'] }, /`dial` of step 1 must be string; got object/],
    ['when a pause is a text', { pause: '<' }, /`pause` of step 1 must be number; got string/],
    ['when it does not hang up', { hangUp: false }, /`hangUp` of step 1 must be true; got boolean/],
    ['when an object is missing', { record: true }, /`record` of step 1 must be object; got true/],
    [
      'when it has another key',
      { say: 'x', pitch: 2 },
      /`say` of step 1 must be without keys other than voice language loop; got others/,
    ],
    ['when what it holds has another key', { gather: { 'x"><Hangup/><a y': 1 } }, /`gather` of step 1 must be without/],
    [
      'when a recording has another key',
      { record: { 'a b': 1 } },
      /`record` of step 1 must be without keys other than/,
    ],
    [
      'when a prompt is no prompt',
      { gather: { prompts: [{ hangUp: true }] } },
      /a prompt of step 1 must be exactly one of say,play,pause; got hangUp/,
    ],
  ])('%s', (_, verb, told) => {
    expect(() => write(verb)).toThrow(RangeError);
    expect(() => write(verb)).toThrow(told);
  });

  it('by its place, and without a text of it', () => {
    const refused = (): unknown => write({ say: 'x' }, { say: 'the words of a stranger', 'of a stranger': 1 });
    expect(refused).toThrow(/step 2/);
    expect(refused).not.toThrow(/stranger/);
  });

  it('unless its other keys are undefined', () => {
    expect(write({ say: 'x', voice: undefined, dial: undefined })).toContain('<Say>x</Say>');
    expect(write({ gather: { action: undefined, prompts: undefined } })).toContain('<Gather/>');
  });

  it('and writes what a value has in it as a value', () => {
    expect(write({ say: 'x', voice: '" onload="x' })).toContain('<Say voice="&quot; onload=&quot;x">x</Say>');
  });
});

describe('a message is refused', () => {
  it.each([{ body: 5 }, { mediaUrls: [5] }, { body: 'x', statusCallback: {} }])('when %j is no text', (message) => {
    expect(() => messageReply(message as never)).toThrow(/A message is made of texts, not of (?:number|object)/);
  });
});

describe('a parameter that is there several times', () => {
  it('says nothing, as which of them holds cannot be told', () => {
    const twice = ['STOP', 'START'];
    const event = { MessageSid: 'SM1', From: twice, To: twice, Body: twice, OptOutType: twice, ProfileName: twice };
    expect(toIncomingMessage(event as never)).toEqual({
      messageSid: 'SM1',
      channel: 'other',
      from: '',
      to: '',
      body: '',
      media: [],
      profileName: undefined,
      messagingServiceSid: undefined,
      optOut: undefined,
    });
    const media = { MessageSid: 'SM1', NumMedia: '2', MediaUrl0: ['a', 'b'], MediaUrl1: 'c', MediaContentType1: twice };
    expect(toIncomingMessage(media as never).media).toEqual([{ url: 'c', contentType: undefined }]);
    const status = { MessageSid: 'SM1', MessageStatus: 'failed', ErrorCode: ['30003', '30005'] };
    expect(toMessageStatusUpdate(status as never).errorCode).toBeUndefined();
  });

  it('leaves the others as they are', () => {
    const event = { MessageSid: 'SM1', From: '+14155552671', Body: 'stop', OptOutType: ['STOP', 'x'] };
    expect(toIncomingMessage(event as never)).toMatchObject({ channel: 'sms', body: 'stop', optOut: 'stop' });
  });
});
