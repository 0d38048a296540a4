import { describeKind, type Shape, shape, unprinted } from '@breakwater/core';

/** An address, alone or with a name. */
export type EmailAddress = string | { readonly email: string; readonly name?: string | undefined };

/** An address in SendGrid's form. */
export interface AddressBody {
  readonly email: string;
  readonly name?: string;
}

/** Longest address by RFC 5321: 64 characters, an @, 255 characters. */
const LONGEST_ADDRESS = 320;
const ADDRESS = /^[^\s@<>,;"()]+@[^\s@<>,;"()]+$/;
const KNOWN = /^[^\s@]+@[^\s@]+$/;
const ASCII = /^[\x21-\x7e]+$/;
/** Characters that nobody sees, and halves of characters, which no address in a path can have. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/u;
/** A text of one line: a line break would begin another header of the mail. */
export const ONE_LINE: RegExp = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u;

const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= LONGEST_ADDRESS && ADDRESS.test(value) && !UNSEEN.test(value);

/** The rule for an address that SendGrid keeps already, whoever wrote it there: looser than that for one that mails go to. */
export function knownAddressShape(maxLength: number): Shape<string> {
  return unprinted(
    shape.custom<string>(
      (value) => typeof value === 'string' && value.length <= maxLength && KNOWN.test(value) && !UNSEEN.test(value),
      `an address of at most ${maxLength} characters`,
    ),
  );
}

/** The rule for an address: SendGrid takes no `;` and no `,` in the names of recipients, and no Unicode in the sender's. */
export function addressShape(role: 'recipient' | 'sender'): Shape<AddressBody> {
  const expected = role === 'sender' ? 'an address of ASCII characters' : 'an address';
  return {
    expected: `${expected} such as \`ada@example.com\`, or { email, name }`,
    parse(value, path, issues) {
      const given = (typeof value === 'string' ? { email: value } : value) as {
        email?: unknown;
        name?: unknown;
      } | null;
      const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
      const { email, name } = isObject ? given : {};
      if (!isAddress(email) || (role === 'sender' && !ASCII.test(email))) {
        const where = typeof value === 'string' || !isObject ? path : `${path}.email`;
        issues.push({
          path: where,
          expected: `${expected} such as \`ada@example.com\``,
          received: describeKind(isObject ? email : value),
        });
        return { email: '' };
      }
      if (name === undefined) return { email };
      const isName = typeof name === 'string' && name.length <= 255 && (name === '' || ONE_LINE.test(name));
      if (!isName || (role === 'recipient' && /[;,]/.test(name))) {
        const rule = role === 'recipient' ? ' and without ";" and ","' : '';
        const received = isName ? 'a name with ";" or ","' : describeKind(name);
        issues.push({ path: `${path}.name`, expected: `a name of one line${rule}`, received });
        return { email };
      }
      return { email, name };
    },
  };
}

/** One address, or a list of them. */
export function addressesShape(maxLength: number): Shape<readonly AddressBody[]> {
  const one = addressShape('recipient');
  return {
    expected: `an address, or an array of 1 to ${maxLength}`,
    parse(value, path, issues) {
      if (!Array.isArray(value)) return [one.parse(value, path, issues)];
      if (value.length === 0 || value.length > maxLength) {
        issues.push({
          path,
          expected: `an array of 1 to ${maxLength} addresses`,
          received: `an array of ${value.length}`,
        });
        return [];
      }
      // `map` would pass over holes.
      return Array.from(value as readonly unknown[], (item, index) => one.parse(item, `${path}[${index}]`, issues));
    },
  };
}
