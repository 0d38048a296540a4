import fc, { type Arbitrary } from 'fast-check';
import type { Attempt, HeaderValue } from '../attempt.ts';
import { type Change, oneEdit, splice } from './change.ts';

const isNamed = (key: string, name: string): boolean => key.toLowerCase() === name;

/** Gives every header of a name another value. */
function editHeader(attempt: Attempt, name: string, edit: (value: string) => HeaderValue): Attempt {
  const headers = Object.entries(attempt.headers).map(([key, value]) => [
    key,
    isNamed(key, name) ? edit(typeof value === 'string' ? value : (value?.join(', ') ?? '')) : value,
  ]);
  return { ...attempt, headers: Object.fromEntries(headers) as Attempt['headers'] };
}

function renameHeader(attempt: Attempt, name: string, rename: (key: string) => string): Attempt {
  const headers = Object.entries(attempt.headers).map(([key, value]) => [
    isNamed(key, name) ? rename(key) : key,
    value,
  ]);
  return { ...attempt, headers: Object.fromEntries(headers) as Attempt['headers'] };
}

const toTitle = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

const FRAGMENTS = [
  ',',
  '=',
  ' ',
  '  ',
  '\t',
  '\u00a0',
  '0',
  'A',
  'é',
  '+',
  '-',
  '.',
  ';',
  '"',
  '\uff11',
  '\n',
  '\0',
  '%',
];
const fragment = fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 3 }));

const values = oneEdit<string, HeaderValue>({
  'space before': (value) => ` ${value}`,
  'space and tab after': (value) => `${value} \t`,
  'no-break space before': (value) => `\u00a0${value}`,
  'in an array': (value) => [value],
  'twice in an array': (value) => [value, value],
  'another before it in an array': (value) => ['x', value],
  'twice, joined': (value) => `${value}, ${value}`,
  'twice, joined without space': (value) => `${value},${value}`,
  'another after it, joined': (value) => `${value}, x`,
  'an empty item after it': (value) => `${value},`,
  'an empty item before it': (value) => `,${value}`,
  'upper case': (value) => value.toUpperCase(),
  'last character off': (value) => value.slice(0, -1),
  'a character more': (value) => `${value}0`,
  'é instead of each character': (value) => 'é'.repeat(value.length),
  'very long': (value) => `${value}${' '.repeat(4_500)}${value}${'x'.repeat(4_500)}`,
  blank: () => '  ',
  empty: () => '',
  'an empty array': () => [],
  gone: () => undefined,
});

const edit = (name: string): Arbitrary<Change> =>
  values.map(([title, change]) => ({
    name: `${name}: ${title}`,
    apply: (attempt) => editHeader(attempt, name, change),
  }));

const cut = (name: string): Arbitrary<Change> =>
  fc.tuple(fc.nat(0xff), fc.nat(3), fragment).map(([at, removed, added]) => ({
    name: `${name}: at ${at} ${removed} characters for ${JSON.stringify(added)}`,
    apply: (attempt) => editHeader(attempt, name, (value) => splice(value, at, removed, added)),
  }));

const rename = (name: string): Arbitrary<Change> =>
  fc.constantFrom(toTitle(name), name.toUpperCase()).map((key) => ({
    name: `${name}: as ${key}`,
    apply: (attempt) => renameHeader(attempt, name, () => key),
  }));

const repeat = (name: string): Arbitrary<Change> =>
  fc.constantFrom('x', undefined).map((other) => ({
    name: `${name}: also as ${name.toUpperCase()}`,
    apply: (attempt) => ({
      ...attempt,
      headers: { ...attempt.headers, [name.toUpperCase()]: other ?? attempt.headers[name] },
    }),
  }));

const asWeb: Arbitrary<Change> = fc.constant({
  name: 'as Headers',
  apply: (attempt) => ({ ...attempt, isWeb: true }),
});

/** What becomes of headers between a sender, somebody in the middle, and a runtime. */
export function headerChanges(names: readonly string[]): Arbitrary<Change> {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...names).chain(edit), weight: 6 },
    { arbitrary: fc.constantFrom(...names).chain(cut), weight: 3 },
    { arbitrary: fc.constantFrom(...names).chain(rename), weight: 3 },
    { arbitrary: fc.constantFrom(...names).chain(repeat), weight: 1 },
    { arbitrary: asWeb, weight: 3 },
  );
}

/** Edits that make sense for one header of one scheme. */
export function valueChanges(
  name: string,
  edits: Readonly<Record<string, (value: string) => string>>,
): Arbitrary<Change> {
  return oneEdit(edits).map(([title, change]) => ({
    name: `${name}: ${title}`,
    apply: (attempt) => editHeader(attempt, name, change),
  }));
}
