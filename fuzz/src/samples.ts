import fc, { type Arbitrary } from 'fast-check';

/** The time at which samples are signed, in seconds. */
export const SIGNED_AT = 1_700_000_000;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const jsonObjects = fc
  .dictionary(fc.string({ maxLength: 8 }), fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.integer()), {
    maxKeys: 4,
  })
  .map((fields) => encode(JSON.stringify(fields)));

const ODD_TEXTS = [
  '{"a":\r\n"\ufffd"}\r\n',
  '\ufeff{}',
  '[]\n',
  'null',
  'false',
  '0',
  '17',
  '$&$$',
  ' {} ',
  '{"a":"é😀"}',
];

/** Bodies: mostly JSON, some text, and some bytes that are no text at all. */
export const bodies: Arbitrary<Uint8Array> = fc.oneof(
  { arbitrary: jsonObjects, weight: 30 },
  { arbitrary: fc.constantFrom(...ODD_TEXTS).map(encode), weight: 8 },
  { arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).map(encode), weight: 4 },
  { arbitrary: fc.uint8Array({ minLength: 1, maxLength: 40 }), weight: 4 },
  { arbitrary: jsonObjects.map((body) => Buffer.concat([body, Buffer.of(0xff)])), weight: 4 },
  { arbitrary: fc.constant(new Uint8Array()), weight: 1 },
);

const ODD_TIMES = ['', 'NaN', 'abc', '-1', '0', `0${SIGNED_AT}`, `+${SIGNED_AT}`, `${SIGNED_AT}.5`, `${SIGNED_AT}000`];
const ODDER_TIMES = [`${SIGNED_AT}x`, '1.7e9', '0x6553f100', 'Infinity', '9'.repeat(12), '9'.repeat(13), '１７', ' 17'];

/** Times of signing as texts: mostly now, some just off the bounds, some that are none. */
export const times: Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constant(String(SIGNED_AT)), weight: 8 },
  { arbitrary: fc.integer({ min: -302, max: 302 }).map((step) => String(SIGNED_AT + step)), weight: 3 },
  { arbitrary: fc.constantFrom(-7_201, -7_200, 3_600).map((step) => String(SIGNED_AT + step)), weight: 1 },
  { arbitrary: fc.constantFrom(...ODD_TIMES, ...ODDER_TIMES), weight: 2 },
);

/** Who signs a plain sample. All have to come to the same. */
export type Signer = 'ours' | 'vendor' | 'recipe';
export const signers: Arbitrary<Signer> = fc.constantFrom('ours', 'vendor', 'recipe');

/** Whether a time is one that every signer takes. */
export const isPlainTime = (time: string): boolean => /^[1-9]\d{8,9}$/.test(time);
