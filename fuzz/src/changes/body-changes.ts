import fc, { type Arbitrary } from 'fast-check';
import { type Change, oneEdit } from './change.ts';

const join = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Uint8Array.from(part)));

const BOM = [0xef, 0xbb, 0xbf];
const REPLACEMENT = [0xef, 0xbf, 0xbd];

/** Every place of one byte string takes another; the first only, so that bodies stay nearly the same. */
function replaceFirst(body: Uint8Array, from: readonly number[], to: readonly number[]): Uint8Array {
  const at = Buffer.from(body).indexOf(Uint8Array.from(from));
  return at < 0 ? body : join(body.subarray(0, at), to, body.subarray(at + from.length));
}

const edits = oneEdit<Uint8Array>({
  'BOM before': (body) => join(BOM, body),
  'BOM taken off': (body) => (body[0] === 0xef ? body.subarray(3) : body),
  'U+FFFD to 0xFF': (body) => replaceFirst(body, REPLACEMENT, [0xff]),
  '0xFF to U+FFFD': (body) => replaceFirst(body, [0xff], REPLACEMENT),
  '0xFF after': (body) => join(body, [0xff]),
  'LF to CRLF': (body) => replaceFirst(body, [0x0a], [0x0d, 0x0a]),
  'CRLF to LF': (body) => replaceFirst(body, [0x0d, 0x0a], [0x0a]),
  'CRLF after': (body) => join(body, [0x0d, 0x0a]),
  'zero after': (body) => join(body, [0]),
  'first byte off': (body) => body.subarray(1),
  'last byte off': (body) => body.subarray(0, -1),
  'first half': (body) => body.subarray(0, body.length >> 1),
  twice: (body) => join(body, body),
  empty: () => new Uint8Array(),
});

const edit = edits.map(([name, apply]) => [`body: ${name}`, apply] as const);

const flip = fc.tuple(fc.nat(0xffff), fc.integer({ min: 1, max: 255 })).map(([at, mask]) => {
  const apply = (body: Uint8Array): Uint8Array => {
    const changed = Uint8Array.from(body);
    const index = at % Math.max(1, changed.length);
    changed[index] = (changed[index] ?? 0) ^ mask;
    return changed;
  };
  return [`body: byte ${at} ^ ${mask}`, apply] as const;
});

const insert = fc.tuple(fc.nat(0xffff), fc.nat(2), fc.uint8Array({ maxLength: 3 })).map(([at, removed, added]) => {
  const apply = (body: Uint8Array): Uint8Array => {
    const from = at % (body.length + 1);
    return join(body.subarray(0, from), added, body.subarray(from + removed));
  };
  return [`body: at ${at} ${removed} bytes for ${Buffer.from(added).toString('hex')}`, apply] as const;
});

/** Bodies with bytes flipped, put in, taken out or cut off, and what decoding makes no difference of. */
export const bodyChanges: Arbitrary<Change> = fc
  .oneof({ arbitrary: edit, weight: 3 }, flip, insert)
  .map(([name, apply]) => ({ name, apply: (attempt) => ({ ...attempt, body: apply(attempt.body) }) }));
