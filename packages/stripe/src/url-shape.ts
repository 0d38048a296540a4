import { type Shape, shape, unprinted } from '@breakwater/core';

/** A URL. A query, a mail address or a text in its place is not shown when it is refused. */
export const urlShape: Shape<string> = /* @__PURE__ */ unprinted(
  shape.url(),
  (text) => text.length > 0 && !/[?#@\s]/.test(text),
);
