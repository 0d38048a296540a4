import { describeKind, type Issue, shape, unprinted } from '@breakwater/core';
import { describe, expect, it } from 'vitest';

const CANARY = 'ada@example.com';

describe('a rule for a value that may belong to a person', () => {
  const check = (value: unknown, isHarmless?: (text: string) => boolean): readonly Issue[] => {
    const issues: Issue[] = [];
    unprinted(shape.string({ maxLength: 5, expected: 'a name' }), isHarmless).parse(value, 'input.name', issues);
    return issues;
  };

  it('accepts and refuses what the rule inside does', () => {
    expect(check('ada')).toEqual([]);
    expect(check(CANARY)).toEqual([{ path: 'input.name', expected: 'a name', received: 'a string of 15 characters' }]);
  });

  it('shows a text that is harmless', () => {
    expect(check('sub_123', (text) => text.startsWith('sub_'))[0]?.received).toBe('"sub_123"');
    expect(check(CANARY, (text) => text.startsWith('sub_'))[0]?.received).toBe('a string of 15 characters');
  });

  it('shows nothing of what is inside of a value either', () => {
    const issues: Issue[] = [];
    unprinted(shape.object({ name: shape.string({ maxLength: 5 }) })).parse({ name: CANARY }, 'input', issues);
    expect(JSON.stringify(issues)).not.toContain(CANARY);
    expect(issues).toMatchObject([{ path: 'input.name' }]);
  });

  it.each([
    ['text', 'a string of 4 characters'],
    [null, 'null'],
    [undefined, 'undefined'],
    [[1, 2], 'an array of 2'],
    [{}, 'an object'],
    [42, 'a number'],
    [-1n, 'a bigint'],
    [true, 'a boolean'],
  ])('calls %s by its kind', (value, kind) => expect(describeKind(value)).toBe(kind));
});
