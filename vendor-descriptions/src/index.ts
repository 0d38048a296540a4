export { type Comparison, createComparison } from './comparison.js';
export { type DescribedOperation, listOperations } from './operations.js';
export { readDescription, type VendorDescription } from './read-description.js';
export type { Schema } from './schema.js';
