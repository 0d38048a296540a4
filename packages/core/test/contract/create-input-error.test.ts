import { createInputError } from '@breakwater/core';
import { expect, it } from 'vitest';

const issue = { path: 'input.amount', expected: 'a positive integer', received: '-1' };
const context = { service: 'acme', operation: 'orders.place' };

it('names service and operation in front of what is wrong with the input of a call', () => {
  const text = 'acme orders.place: input.amount must be a positive integer; got -1';
  expect(createInputError([issue], context).message).toBe(text);
  expect(createInputError([issue, issue], context).message).toMatch(
    /^acme orders\.place: 2 things are wrong:\n- input/,
  );
});

it('does not name them twice, nor in front of what is wrong with the options', () => {
  const named = { ...issue, path: 'acme orders.place: input.amount' };
  expect(createInputError([named], context).message).toMatch(/^acme orders\.place: input/);
  expect(createInputError([issue], { ...context, code: 'CONFIGURATION' }).message).toMatch(/^input\.amount must be/);
});
