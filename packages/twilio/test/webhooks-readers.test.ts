import {
  isFinalMessageStatus,
  isOptOutKeyword,
  messageReply,
  rankMessageStatus,
  toIncomingMessage,
  toMessageStatusUpdate,
  twiml,
  voiceReply,
} from '@breakwater/twilio/webhooks';
import fc from 'fast-check';
import twilioSdk from 'twilio';
import { describe, expect, it } from 'vitest';
import { isXmlCharacter, XMLParser } from './xml-reader.js';

describe('the status of a message', () => {
  it('ranks so that what comes late never overwrites what came after it', () => {
    const life = ['scheduled', 'accepted', 'queued', 'sending', 'sent', 'partially_delivered', 'delivered', 'read'];
    const ranks = life.map((status) => rankMessageStatus(status) ?? -1);
    expect(ranks).toEqual([...new Set(ranks)].toSorted((one, other) => one - other));
    for (const end of ['delivered', 'undelivered', 'failed', 'canceled', 'received']) {
      expect(rankMessageStatus(end)).toBe(rankMessageStatus('delivered'));
      expect(isFinalMessageStatus(end)).toBe(true);
    }
    expect(isFinalMessageStatus('sent')).toBe(false);
  });

  it.each(['', 'toString', '__proto__', 'teleported'])('has no rank when it is %j', (status) => {
    expect(rankMessageStatus(status)).toBeUndefined();
    expect(isFinalMessageStatus(status)).toBe(false);
  });

  it.each([
    ['failed', '30005', true, 30_005],
    ['undelivered', '30003', true, 30_003],
    ['delivered', undefined, false, undefined],
    ['sent', '', false, undefined],
    ['undelivered', 'x', true, undefined],
    ['undelivered', '0', true, undefined],
  ] as const)('%s with the error %s is read', (MessageStatus, ErrorCode, isFailure, errorCode) => {
    const event = { MessageSid: 'SM1', MessageStatus, ...(ErrorCode !== undefined && { ErrorCode }) };
    expect(toMessageStatusUpdate(event)).toMatchObject({ messageSid: 'SM1', isFailure, errorCode, isOptedOut: false });
  });

  it('tells that a person has opted out', () => {
    const event = { MessageSid: 'SM1', MessageStatus: 'failed', ErrorCode: '21610' };
    expect(toMessageStatusUpdate(event).isOptedOut).toBe(true);
  });
});

describe('an incoming message', () => {
  it('is read with its media', () => {
    const event = {
      MessageSid: 'MM1',
      From: 'whatsapp:+4915112345678',
      To: 'whatsapp:+14155550100',
      Body: 'Look!',
      NumMedia: '2',
      MediaUrl0: 'https://api.twilio.com/0',
      MediaContentType0: 'image/png',
      MediaUrl1: 'https://api.twilio.com/1',
      ProfileName: 'Ada',
    };
    expect(toIncomingMessage(event)).toEqual({
      messageSid: 'MM1',
      channel: 'whatsapp',
      from: '+4915112345678',
      to: '+14155550100',
      body: 'Look!',
      media: [
        { url: 'https://api.twilio.com/0', contentType: 'image/png' },
        { url: 'https://api.twilio.com/1', contentType: undefined },
      ],
      profileName: 'Ada',
      messagingServiceSid: undefined,
      optOut: undefined,
    });
  });

  it.each(['NaN', '-1', '1e9', 'x', '99999999999999999999'])('survives %s media', (NumMedia) => {
    expect(toIncomingMessage({ MessageSid: 'SM1', NumMedia }).media).toEqual([]);
  });

  it.each([
    [{ Body: 'STOP' }, 'stop'],
    [{ Body: ' cancel\n' }, 'stop'],
    [{ Body: 'please cancel' }, undefined],
    [{ Body: 'NO' }, undefined],
    [{ Body: 'arret', OptOutType: 'STOP' }, 'stop'],
    [{ Body: 'x', OptOutType: 'START' }, 'start'],
    [{ Body: 'x', OptOutType: 'HELP' }, 'help'],
    [{ Body: 'x', OptOutType: 'OTHER' }, undefined],
  ])('with %j opts: %s', (fields, optOut) => {
    expect(toIncomingMessage({ MessageSid: 'SM1', From: '+1', ...fields }).optOut).toBe(optOut);
  });

  it('goes by the keywords of the account', () => {
    expect(isOptOutKeyword('Arret', ['arret'])).toBe(true);
    expect(
      toIncomingMessage({ MessageSid: 'SM1', Body: 'STOP' }, { optOutKeywords: ['ARRET'] }).optOut,
    ).toBeUndefined();
  });
});

describe('TwiML', () => {
  it('is what the SDK writes', () => {
    const sdk = new twilioSdk.twiml.MessagingResponse();
    sdk.message('').body('Ada & Bob <3 "you"');
    const ours = messageReply('Ada & Bob <3 "you"');
    expect(ours.contentType).toBe('text/xml');
    expect(XMLParser.read(ours.body)).toEqual(XMLParser.read(sdk.toString()));
    const voice = new twilioSdk.twiml.VoiceResponse();
    voice.gather({ action: '/next?a=1&b=2', numDigits: 1 }).say({ voice: 'Polly.Joanna' }, 'Press 1');
    voice.hangup();
    const spoken = voiceReply(
      { gather: { action: '/next?a=1&b=2', numDigits: 1, prompts: [{ say: 'Press 1', voice: 'Polly.Joanna' }] } },
      { hangUp: true },
    );
    expect(XMLParser.read(spoken.body)).toEqual(XMLParser.read(voice.toString()));
  });

  it('can say nothing', () => {
    expect(messageReply().body).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
  });

  it('writes each step of a call', () => {
    const { body } = voiceReply(
      { play: 'https://x.example/a.mp3', loop: 2 },
      { pause: 3 },
      { dial: '+14155552671', callerId: '+14155550100' },
      { record: { maxLength: 30 } },
      { redirect: '/again?x=1&y=2' },
      { reject: 'busy' },
    );
    expect(body.replace(/^<\?xml[^>]*\?>/, '')).toBe(
      '<Response><Play loop="2">https://x.example/a.mp3</Play><Pause length="3"/>' +
        '<Dial callerId="+14155550100">+14155552671</Dial><Record maxLength="30"/>' +
        '<Redirect>/again?x=1&amp;y=2</Redirect><Reject reason="busy"/></Response>',
    );
  });

  it('lets no text of a stranger out of its element, and keeps the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        fc.pre(text.trim() !== '');
        const document = XMLParser.read(messageReply({ body: text, statusCallback: text }).body);
        expect(document.name).toBe('Response');
        expect(document.children.map(({ name }) => name)).toEqual(['Message']);
        expect(document.children[0]?.children.map(({ name }) => name)).toEqual(['Body']);
        const kept = Array.from(text)
          .filter((character) => isXmlCharacter(character))
          .join('');
        expect(document.children[0]?.children[0]?.text).toBe(kept);
      }),
    );
    for (const text of ['</Body><Hangup/>', ']]>', '&amp;', '\ud800', 'a\u0000b', '\ufffe']) {
      expect(() => XMLParser.read(messageReply(`x${text}`).body)).not.toThrow();
    }
  });

  it('refuses an empty message, an unknown step, and what is no TwiML', () => {
    expect(() => messageReply('')).toThrow(RangeError);
    expect(() => messageReply({ mediaUrls: [] })).toThrow(RangeError);
    expect(() => voiceReply({ sing: 'x' } as never)).toThrow(RangeError);
    expect(() => twiml('<html>')).toThrow(RangeError);
    expect(() => twiml('Response')).toThrow(RangeError);
  });

  it('takes a document of the SDK’s', () => {
    const sdk = new twilioSdk.twiml.VoiceResponse();
    sdk.say('Hello');
    expect(twiml(sdk)).toEqual({ contentType: 'text/xml', body: sdk.toString() });
    expect(twiml('<Response/>').body).toBe(messageReply().body);
  });
});
