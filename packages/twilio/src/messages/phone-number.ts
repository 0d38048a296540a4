import { type Issue, type Shape, shape } from '@breakwater/core';

const EXPECTED = 'a phone number in E.164 form, such as `+14155552671`: a plus, the country code, no spaces';
const E164 = /^\+[1-9]\d{6,14}$/;

/** A number in E.164 form. Whether there can be such a number is another question: see {@link findWrongNumbers}. */
export const phoneNumberShape: Shape<string> = /* @__PURE__ */ masked(EXPECTED, (text) => E164.test(text));

/** Who a message may be from: a number, a short code, or a name of up to 11 letters and digits. */
export const senderShape: Shape<string> = /* @__PURE__ */ masked(
  'a phone number in E.164 form, a short code of 3 to 8 digits, or a name of at most 11 letters, digits and spaces',
  (text) => E164.test(text) || /^\d{3,8}$/.test(text) || /^(?=.*[a-zA-Z])[a-zA-Z0-9 &+_-]{1,11}$/.test(text),
);

/** Who can be called: a number, a client of the Voice SDK, or a SIP address. */
export const calleeShape: Shape<string> = /* @__PURE__ */ masked(
  `${EXPECTED}; or \`client:...\`, or \`sip:...\``,
  (text) => E164.test(text) || /^client:[\w.-]{1,121}$/.test(text) || /^sips?:[^\s@]+@[^\s@]+$/.test(text),
);

/** Who a code can be sent to: a number, or, by the channel `email`, an address. */
export const verifieeShape: Shape<string> = /* @__PURE__ */ masked(
  `${EXPECTED}; or an e-mail address`,
  (text) => E164.test(text) || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text),
);

/** A number that is refused shows its last two digits only. */
function masked(expected: string, accepts: (text: string) => boolean): Shape<string> {
  const inner = shape.custom<string>(
    (value) => typeof value === 'string' && value.length <= 320 && accepts(value),
    expected,
  );
  return {
    expected,
    parse(value, path, issues) {
      const found: Issue[] = [];
      const result = inner.parse(value, path, found);
      issues.push(
        ...found.map((issue) => ({
          ...issue,
          received: typeof value === 'string' ? describeRefused(value) : issue.received,
        })),
      );
      return result;
    },
  };
}

function describeRefused(text: string): string {
  const digits = text.replace(/\D/g, '');
  const seen = digits.length >= 7 ? `, ending in ${digits.slice(-2)}` : '';
  return `a string of ${text.length} characters${seen}`;
}

/** What a number is wrong in, in words that follow "a number that". */
const REASONS: Readonly<Record<string, string>> = {
  INVALID_COUNTRY: 'begins with no country code',
  TOO_SHORT: 'is too short for its country',
  TOO_LONG: 'is too long for its country',
  INVALID_LENGTH: 'has a length that no number of its country has',
  NOT_A_NUMBER: 'is none',
};

/**
 * Looks numbers up in the numbering plan of their country: whether there is such a country code, and numbers of this length
 * in it. Whether a range is in use changes every week, so that asking for it would refuse genuine numbers. The plan (of
 * libphonenumber) is loaded when it is first needed.
 *
 * @param numbers The numbers by their path. What is no number in E.164 form is passed over: its shape has been checked.
 */
export async function findWrongNumbers(
  numbers: Readonly<Record<string, string | undefined>>,
): Promise<readonly Issue[]> {
  const given = Object.entries(numbers).filter((entry): entry is [string, string] => E164.test(entry[1] ?? ''));
  if (given.length === 0) return [];
  const { validatePhoneNumberLength } = await import('libphonenumber-js/min');
  return given.flatMap(([path, number]) => {
    const reason = validatePhoneNumberLength(number);
    if (reason === undefined) return [];
    const received = `${describeRefused(number)}, which ${REASONS[reason] ?? 'is none'}`;
    return [{ path, expected: EXPECTED, received }];
  });
}
