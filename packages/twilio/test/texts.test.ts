import { countSegments, dedent, describeText, textTemplate } from '@breakwater/twilio';
import { describe, expect, it } from 'vitest';

describe('the segments of a text', () => {
  it.each<readonly [text: string, encoding: string, segments: number]>([
    ['', 'GSM-7', 0],
    ['a', 'GSM-7', 1],
    ['a'.repeat(160), 'GSM-7', 1],
    ['a'.repeat(161), 'GSM-7', 2],
    ['a'.repeat(306), 'GSM-7', 2],
    ['a'.repeat(307), 'GSM-7', 3],
    ['€'.repeat(80), 'GSM-7', 1],
    ['€'.repeat(81), 'GSM-7', 2],
    // 76 pairs and one place that stays empty, as a pair is not cut in two.
    ['€'.repeat(152), 'GSM-7', 2],
    ['€'.repeat(153), 'GSM-7', 3],
    ['é£ñ§ÄÖÜß', 'GSM-7', 1],
    ['ê', 'UCS-2', 1],
    ['ж'.repeat(70), 'UCS-2', 1],
    ['ж'.repeat(71), 'UCS-2', 2],
    ['ж'.repeat(134), 'UCS-2', 2],
    ['ж'.repeat(135), 'UCS-2', 3],
    ['👋'.repeat(35), 'UCS-2', 1],
    // 33 emoji of two units each fill 66 of the 67 units of a part.
    ['👋'.repeat(66), 'UCS-2', 2],
    ['👋'.repeat(67), 'UCS-2', 3],
    ['\ud83d', 'UCS-2', 1],
  ])('%.12s is %s in %i', (text, encoding, segments) => {
    expect(countSegments(text)).toMatchObject({ encoding, segments });
  });

  it('names what makes a text dear', () => {
    expect(countSegments('Hi “Ada” 👋👋').nonGsm).toEqual(['“', '”', '👋']);
  });
});

describe('dedent', () => {
  it.each([
    ['one line', 'one line'],
    ['\n    Hi!\n\n      more\n    end\n  ', 'Hi!\n\n  more\nend'],
    ['Hi Ada! \n    \n    Your meeting\n    is at 9.', 'Hi Ada!\n\nYour meeting\nis at 9.'],
    ['a\r\n  b\r\n  c', 'a\nb\nc'],
    ['', ''],
  ])('makes of %j %j', (text, expected) => {
    expect(dedent(text)).toBe(expected);
    expect(dedent(dedent(text))).toBe(expected);
  });
});

describe('what is probably not meant', () => {
  it.each([
    'Reply CANCEL to cancel this booking.',
    'reply "Cancel" if you cannot come',
    'Text STOP to stop your subscription renewal.',
    'Send us END when you are ready',
    'Answer with QUIT.',
    'Join: https://x.example\nReply CANCEL to cancel.',
  ])('is found in %j', (text) => {
    expect(describeText(text).warnings).toMatchObject([{ type: 'opt_out_keyword' }]);
  });

  it.each([
    'Reply NO to cancel this booking.',
    'Reply STOP to unsubscribe.',
    'Text STOP to opt out',
    'Reply STOP to end these messages',
    'Reply STOP to stop receiving messages',
    'Your booking was canceled: END OF STORY.',
    'We will cancel at the end of the month.',
    'Reply C1 to cancel, R1 to reschedule.',
  ])('is not found in %j', (text) => {
    expect(describeText(text).warnings).toEqual([]);
  });

  it('goes by the keywords of the account', () => {
    expect(describeText('Reply CANCEL to cancel', { optOutKeywords: ['ARRET'] }).warnings).toEqual([]);
    expect(describeText('Reply arret now', { optOutKeywords: ['ARRET'] }).warnings).toHaveLength(1);
  });

  it('is indentation, too', () => {
    expect(describeText('Hi\n    there').warnings).toMatchObject([{ type: 'indented_lines' }]);
    expect(describeText(dedent('Hi\n    there')).warnings).toEqual([]);
  });
});

describe('a text template', () => {
  it('knows its names, each once', () => {
    expect(textTemplate('{{a}} {{ b }} {{a}}')).toEqual({ text: '{{a}} {{ b }} {{a}}', names: ['a', 'b'] });
  });

  it.each(['', '  \n ', 'x'.repeat(1_601), '{{}}', '{{a b}}', '{{a', 'a}}', '{{a}} {{', '{{1}}'])(
    'refuses %.20j',
    (text) => {
      expect(() => textTemplate(text)).toThrow(/text must be/);
    },
  );

  it('refuses what is no text', () => {
    expect(() => textTemplate(7 as never)).toThrow(/text must be/);
  });
});
