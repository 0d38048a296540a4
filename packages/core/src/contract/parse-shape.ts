import { IntegrationError, type Issue } from '../errors/integration-error.js';
import type { Shape } from './shape.js';

/** Where the value came from, for the error. */
export interface ParseShapeContext {
  /** The name of the value, for example `createStripe(options)`. */
  readonly path: string;
  readonly service: string;
  readonly operation: string;
  /** @default 'VALIDATION' */
  readonly code?: 'CONFIGURATION' | 'VALIDATION';
}

/**
 * Validates a value from outside and returns a copy of it.
 *
 * @throws IntegrationError with every issue found: path, what is expected, and the redacted value
 */
export function parseShape<T>(value: unknown, shape: Shape<T>, context: ParseShapeContext): T {
  const issues: Issue[] = [];
  const result = shape.parse(value, context.path, issues);
  if (issues.length === 0) return result;
  throw createInputError(issues, context);
}

/**
 * The error for input that is refused before any I/O. The message of `VALIDATION` begins with service and operation, as
 * that of every other failed call does.
 *
 * @example
 * ```ts
 * import { createInputError } from '@breakwater/core';
 *
 * const issues = [{ path: 'input.amount', expected: 'a positive integer', received: '-1' }];
 * throw createInputError(issues, { service: 'acme', operation: 'orders.place' });
 * ```
 */
export function createInputError(issues: readonly Issue[], context: Omit<ParseShapeContext, 'path'>): IntegrationError {
  const lines = issues.map((issue) => `${issue.path} must be ${issue.expected}; got ${issue.received}`);
  const text = lines.length === 1 ? String(lines[0]) : `${lines.length} things are wrong:\n- ${lines.join('\n- ')}`;
  const subject = `${context.service} ${context.operation}: `;
  const isSaid = context.code === 'CONFIGURATION' || text.startsWith(subject);
  return new IntegrationError({
    code: context.code ?? 'VALIDATION',
    service: context.service,
    operation: context.operation,
    message: isSaid ? text : subject + text,
    issues,
  });
}
