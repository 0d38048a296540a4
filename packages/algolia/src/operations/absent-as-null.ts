/**
 * Says of a request that what is not there is an answer to it, and no failure: `null` is answered in place of Algolia's own
 * 404. It is a header because that is what the SDK hands on; it never leaves the process.
 */
export const ABSENT_HEADER = 'x-breakwater-absent';

/** Options of a request of the SDK: see {@link ABSENT_HEADER}. */
export const ABSENT_AS_NULL: { readonly headers: Record<string, string> } = /* @__PURE__ */ Object.freeze({
  headers: { [ABSENT_HEADER]: 'null' },
});
