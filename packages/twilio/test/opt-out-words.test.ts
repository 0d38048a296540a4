import { createTwilio, describeText, textTemplate } from '@breakwater/twilio';
import { describe, expect, it } from 'vitest';

const keywordsIn = (text: string): readonly string[] =>
  describeText(text).warnings.flatMap((warning) => (warning.type === 'opt_out_keyword' ? [warning.keyword] : []));

const ASKED_FOR: readonly (readonly [text: string, ...keywords: string[]])[] = [
  ['Reply CANCEL to cancel this booking.', 'CANCEL'],
  ['Reply YES to confirm or CANCEL to cancel.', 'CANCEL'],
  ['Reply CANCEL to cancel your booking or STOP to opt out.', 'CANCEL'],
  ['Reply: CANCEL', 'CANCEL'],
  ['Reply: CANCEL to cancel', 'CANCEL'],
  ['Reply C or CANCEL', 'CANCEL'],
  ['Reply C/CANCEL', 'CANCEL'],
  ['Reply with *CANCEL*', 'CANCEL'],
  ['Reply [CANCEL]', 'CANCEL'],
  ['Reply “CANCEL”', 'CANCEL'],
  ["Reply 'cancel' or call us.", 'CANCEL'],
  ['Reply CANCEL to stop these reminders', 'CANCEL'],
  ['Reply CANCEL to end your booking', 'CANCEL'],
  ['Reply END to end the chat', 'END'],
  ['Reply 1 to confirm, CANCEL to cancel', 'CANCEL'],
  ['reply cancel', 'CANCEL'],
  ['rEpLy CaNcEl to cancel', 'CANCEL'],
  ['REPLY CANCEL TO CANCEL YOUR BOOKING', 'CANCEL'],
  ['REPLY YES TO CONFIRM OR CANCEL TO CANCEL', 'CANCEL'],
  ['reply yes to confirm or cancel to cancel', 'CANCEL'],
  ['reply yes or cancel', 'CANCEL'],
  ['To cancel, text back CANCEL', 'CANCEL'],
  ['Just reply CANCEL.', 'CANCEL'],
  ['Please reply\nCANCEL', 'CANCEL'],
  ['Reply to this message with cancel', 'CANCEL'],
  ['Respond with the word CANCEL', 'CANCEL'],
  ['Reply in capital letters CANCEL', 'CANCEL'],
  ['Replying CANCEL frees the slot', 'CANCEL'],
  ['Text CANCEL to +14155550100', 'CANCEL'],
  ['Send us END when you are ready', 'END'],
  ['Answer with QUIT.', 'QUIT'],
  ['Reply STOP to cancel your booking', 'STOP'],
  ['To cancel your booking, reply STOP.', 'STOP'],
  ['Text STOP to stop your subscription renewal.', 'STOP'],
  ['Reply STOP or NO to cancel the booking.', 'STOP'],
  ['Reply CANCEL to cancel or QUIT to leave the queue', 'CANCEL', 'QUIT'],
  ['Hi {{name}}! Reply {{word}} to confirm or CANCEL to cancel.', 'CANCEL'],
];

const FINE: readonly string[] = [
  'Reply STOP to unsubscribe.',
  'Reply STOP to opt out.',
  'Reply STOP to opt-out of messages',
  'Reply STOP to stop messages',
  'Reply STOP to stop receiving messages',
  'Reply STOP to end these messages',
  'Reply STOP to cancel, HELP for help. Msg & data rates may apply.',
  'Text HELP for help, STOP to end',
  'Reply STOP.',
  'reply stop to unsubscribe',
  'REPLY STOP TO UNSUBSCRIBE',
  'Reply STOP to stop these reminders',
  'Reply STOP to no longer receive offers',
  'Reply STOP, END or QUIT to unsubscribe',
  'Reply END to stop all texts from us.',
  'To unsubscribe, reply CANCEL.',
  'If you want no more messages, text QUIT',
  'Your code is 1234. Text STOP to opt out',
  'Reply NO to cancel this booking.',
  'REPLY NO TO CANCEL THIS BOOKING.',
  'Reply NO to cancel or end this booking.',
  'Reply YES to confirm, NO to cancel.',
  'Reply C1 to cancel, R1 to reschedule.',
  'Your booking was canceled: END OF STORY.',
  'We will cancel at the end of the month.',
  'Send cancel requests to support by Friday.',
  'You can reply to us until the end of the day.',
  'Call us to cancel.',
];

describe('a keyword that opts people out', () => {
  it.each(ASKED_FOR)('is found where a text asks for it: %j', (text, ...keywords) => {
    expect(keywordsIn(text)).toEqual(keywords);
  });

  it.each(FINE)('is not found in %j', (text) => {
    expect(keywordsIn(text)).toEqual([]);
  });

  it('is found in a template when the integration is made', () => {
    const told: unknown[] = [];
    createTwilio({
      accountSid: `AC${'0'.repeat(32)}`,
      authToken: 'x',
      templates: {
        reminder: textTemplate('Hi {{name}}! Reply YES to confirm or CANCEL to cancel.'),
        offer: textTemplate('New: {{offer}}. Reply STOP to opt out.'),
      },
      onTextWarning: (warning, { template }) => void told.push([warning.type, template]),
    });
    expect(told).toEqual([['opt_out_keyword', 'reminder']]);
  });

  it('is one of the account’s own, where it has others', () => {
    const warningsOf = (text: string) => describeText(text, { optOutKeywords: ['ARRET', 'opt-out'] }).warnings;
    expect(warningsOf('Reply YES or CANCEL')).toEqual([]);
    expect(warningsOf('Reply YES to confirm or ARRET to cancel')).toMatchObject([{ keyword: 'ARRET' }]);
    expect(warningsOf('Reply OPT-OUT to cancel your booking')).toMatchObject([{ keyword: 'OPT-OUT' }]);
    expect(warningsOf('Reply ARRET to unsubscribe')).toEqual([]);
  });

  it('takes no time of its own in a long text', () => {
    const text = 'Reply or cancel or '.repeat(5_000);
    const before = performance.now();
    describeText(text);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
