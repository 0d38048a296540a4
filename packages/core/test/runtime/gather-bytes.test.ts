import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createByteGatherer } from '../../src/runtime/gather-bytes.js';

const gather = (pieces: readonly Uint8Array[]): Uint8Array => {
  const bytes = createByteGatherer();
  for (const piece of pieces) bytes.add(piece);
  return bytes.take();
};

describe('gathered bytes', () => {
  it('are those of the pieces, however they were cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 40 }), (pieces) => {
        const bytes = createByteGatherer();
        for (const piece of pieces) bytes.add(piece);
        expect([...bytes.take()]).toEqual(pieces.flatMap((piece) => [...piece]));
        expect(bytes.length).toBe(bytes.take().length);
      }),
    );
  });

  it('are copied, so that a thousand pieces of one byte take a thousand bytes, and no piece is kept', () => {
    const pieces = Array.from({ length: 1_000 }, (_, index) => Uint8Array.of(index % 256));
    const bytes = gather(pieces);
    for (const piece of pieces) piece.fill(0);
    expect(bytes[999]).toBe(999 % 256);
    expect(bytes.buffer.byteLength).toBe(1_000);
  });

  it('leave the pieces as they are, also where one is a part of a larger buffer', () => {
    const pool = Uint8Array.from([1, 2, 3, 4]);
    expect([...gather([pool.subarray(0, 2), Uint8Array.of(9)])]).toEqual([1, 2, 9]);
    expect([...pool]).toEqual([1, 2, 3, 4]);
  });

  it('that come in one piece are that piece', () => {
    const piece = Uint8Array.of(1, 2);
    expect(gather([new Uint8Array(), piece])).toBe(piece);
  });
});
