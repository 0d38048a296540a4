import { expandableFields } from './expandable-fields.js';
import { invalidRequest } from './stripe-api-error.js';

/** Finds what an id stands for, or what a field holds that is left out unless it is asked for. */
export interface Expander {
  byId(id: string): object | undefined;
  /** The value of a field that is not part of the object by itself, such as `payments` of an invoice. */
  leftOut(object: Readonly<Record<string, unknown>>, field: string): unknown;
}

const deepest = 4;

/**
 * Checks the paths of `expand` against what the endpoint answers, before anything is executed. Throws 400 on a property
 * that cannot be expanded, also on one that an earlier version of the API had.
 */
export function assertExpandable(paths: readonly string[], answers: string): void {
  for (const [index, path] of paths.entries()) {
    const inList = answers.startsWith('list:');
    const relative = inList ? path.replace(/^data\./, '') : path;
    const depth = path.split('.').filter((segment) => segment !== 'data').length;
    if (depth > deepest) {
      throw invalidRequest(`You cannot expand more than ${deepest} levels of a property (${path}).`, {
        param: `expand[${index}]`,
      });
    }
    const misplaced = inList && !path.startsWith('data.');
    if (misplaced || !reaches(relative, answers.replace(/^list:/, ''))) {
      throw invalidRequest(`This property cannot be expanded (${path}).`, { param: `expand[${index}]` });
    }
  }
}

function reaches(path: string, kind: string): boolean {
  if (kind === '*') return true;
  return Object.entries(expandableFields[kind] ?? {}).some(
    ([field, target]) =>
      path === field ||
      field.startsWith(`${path}.`) ||
      (path.startsWith(`${field}.`) && reaches(path.slice(field.length + 1), target)),
  );
}

/** Answers a copy of `object` in which the paths are expanded. */
export function expandPaths(object: object, paths: readonly string[], expander: Expander): object {
  const copy = structuredClone(object);
  for (const path of paths) walk(copy, path.split('.'), expander);
  return copy;
}

function walk(value: unknown, path: readonly string[], expander: Expander): void {
  const [field, ...rest] = path;
  if (field === undefined) return;
  if (Array.isArray(value)) {
    for (const item of value) walk(item, path, expander);
    return;
  }
  if (!isRecord(value)) return;
  const present = field in value ? value[field] : expander.leftOut(value, field);
  const expanded = Array.isArray(present)
    ? present.map((entry: unknown) => resolve(entry, expander))
    : resolve(present, expander);
  if (expanded !== undefined) value[field] = expanded;
  walk(expanded, rest, expander);
}

function resolve(value: unknown, expander: Expander): unknown {
  if (typeof value === 'string') return structuredClone(expander.byId(value)) ?? value;
  return structuredClone(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
