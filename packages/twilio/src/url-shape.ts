import { type Shape, shape, unprinted } from '@breakwater/core';

/** An absolute http(s) URL. A refusal tells only its length: an address may name a person, or hold a password. */
export const urlShape: Shape<string> = /* @__PURE__ */ unprinted(shape.url());
