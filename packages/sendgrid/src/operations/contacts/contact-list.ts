import { type Issue, type Shape, shape, unprinted } from '@breakwater/core';
import type { OperationHost } from '../operation-host.js';

/** What the name of a list has to be, before the host says whether there is one of it. */
export const listNameShape: Shape<string> = /* @__PURE__ */ unprinted(shape.string({ expected: 'the name of a list' }));

/** The id of a list. Adds an issue for a name that `createSendGrid` was not told. */
export function toListId(name: string, { lists }: OperationHost, path: string, issues: Issue[]): string | undefined {
  if (Object.hasOwn(lists, name)) return lists[name];
  const names = Object.keys(lists);
  const expected = names.length === 0 ? 'left out: createSendGrid has no `lists`' : `one of ${names.join(', ')}`;
  issues.push({ path, expected, received: 'a name that is none of them' });
  return undefined;
}
