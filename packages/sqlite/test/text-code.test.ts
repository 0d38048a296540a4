import { createSeededRandom } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeText } from '../src/text-code.js';

describe('the code of texts', () => {
  it('keeps ordinary texts as they are', () => {
    for (const text of ['', 'evt_1', 'größer', '\u{1F600}', 'a\nb', '"\\']) expect(encodeText(text)).toBe(text);
  });

  it('turns any two texts into two that UTF-8 can hold, and back', () => {
    const random = createSeededRandom(7);
    const units = ['\0', '\u0001', '"', '\\', 'u', '0', 'd', '\uD83D', '\uDE00', 'a'];
    const pick = (): string => units[Math.floor(random() * units.length)] ?? '';
    const texts = new Set(Array.from({ length: 5_000 }, () => Array.from({ length: 1 + random() * 5 }, pick).join('')));
    const stored = [...texts].map(encodeText);
    const throughUtf8 = stored.map((text) =>
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text)),
    );
    expect(throughUtf8.map(decodeText)).toEqual([...texts]);
    expect(stored.some((text) => text.includes('\0'))).toBe(false);
    expect(new Set(throughUtf8).size).toBe(texts.size);
  });
});
