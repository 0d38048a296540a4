import { createRedactor, redactValue } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { CREDENTIAL_SHAPES } from '../../src/errors/credential-shapes.js';
import { cutText } from '../../src/errors/cut-text.js';

const redact = createRedactor();
const MEGABYTE = 1_048_576;
const fill = (unit: string): string => unit.repeat(Math.ceil(MEGABYTE / unit.length));

/**
 * What begins like a credential, over and over, and never becomes one. A pattern that looks at the rest of the text from
 * each beginning takes hours for a megabyte of it, and not a blink when it is linear.
 */
const BEGINNINGS = [
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN ',
  'Bearer ',
  'Basic\t',
  'sk_live_',
  'sk_org_live_',
  'whsec_',
  'whsec_-',
  '_secret_',
  'SG.',
  'SG.a-',
  'SG.a.',
  'ghp_',
  'github_pat_',
  'sk-',
  'sk-.',
  'ya29.',
  'xoxb-',
  'AIza-',
  'npm_a ',
  'AKIA',
  'shpat_a',
  'key-',
  'key-a',
  '0123456789abcdef-us',
  '0123456789abcdef',
  'eyJ',
  'eyJ-',
  'eyJ_',
  'eyJ.',
  'eyJa.-',
  'eyJa..',
  '-eyJa.eyJ-',
  'a-',
  'a.',
  '//',
  '//a:',
  '//a@',
  ':@//',
  'a:a@',
  '?token=',
  '&key',
  '?',
  '4',
  '4 ',
  '4242-',
  '4242..',
  '42424242-4242-',
  '\u200b4',
  ' ',
  '\n',
  'a',
  '=',
];

describe('a megabyte of hostile text', () => {
  it.each(BEGINNINGS)('made of %j is redacted in linear time', (unit) => {
    expect(redact(fill(unit)).length).toBeGreaterThan(0);
    expect(redact(`eyJ${fill(unit)}\u00e9`).length).toBeGreaterThan(0);
  });

  it('meets each shape of a credential', () => {
    // A shape without a beginning above would not be tried here.
    const begun = ['-----BEGIN', 'Bearer', 'sk_live_', 'whsec_', '_secret_', 'SG.', 'ghp_', 'AIza', 'AKIA', 'shpat_'];
    const rest = ['0123456789abcdef-us', 'eyJ', '//', '?token='];
    expect(CREDENTIAL_SHAPES).toHaveLength([...begun, ...rest].length);
    for (const beginning of [...begun, ...rest]) {
      expect(BEGINNINGS.some((unit) => unit.startsWith(beginning))).toBe(true);
    }
  });

  it.each(['token', 'token\n', 'set-cookie', 'api_', 'private-'])('made of %j is a key like any other', (unit) => {
    expect(redactValue({ [`${fill(unit)}\n`]: 1 }, redact)).toBeTypeOf('object');
  });
});

describe('cutText', () => {
  const filler = (length: number): string => 'words '.repeat(400).slice(0, length);

  it('leaves a text of up to two thousand characters alone', () => {
    const text = filler(2_000);
    expect(cutText(text)).toBe(text);
    expect(cutText(`${text}x`).length).toBeLessThanOrEqual(2_003);
  });

  it.each([
    ['a JSON web token', 'eyJcanarycanary.eyJcanarycanary.canarycanary'],
    ['a SendGrid key', 'SG.canarycanarycanarycanary.canarycanarycanary'],
    ['a password in a URL', 'https://canary:canarycanarycanary@canary/canary'],
    ['a key', 'sk_live_canarycanary'],
    ['a bearer token', 'Bearer canarycanarycanary'],
    ['a card number', '4242 4242 4242 4242'],
    ['a card number over lines', '4242\r\n4242\r\n4242\r\n4242'],
  ])('leaves nothing of %s that it goes through', (_, secret) => {
    for (let shown = 1; shown < secret.length; shown++) {
      const start = 2_000 - shown;
      const text = `${filler(start - 1)} ${secret} and so on`;
      expect(text.indexOf(secret)).toBe(start);
      const cut = redact(cutText(text));
      expect(cut).not.toContain('canary');
      expect(cut).not.toMatch(/\d/);
      expect(cut.startsWith('words words')).toBe(true);
    }
  });

  it('leaves nothing of a word that is longer than it looks', () => {
    expect(cutText('x'.repeat(MEGABYTE))).toBe('...');
    expect(cutText(`{"error":"refused","detail":"${'x'.repeat(MEGABYTE)}"}`)).toBe('{"error":"refused","detail":...');
  });
});
