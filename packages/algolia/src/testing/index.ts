export type { StoredObject, Task } from './algolia-state.js';
export {
  type AlgoliaBook,
  type AlgoliaEmulator,
  type AlgoliaEmulatorOptions,
  createAlgoliaEmulator,
  type EmulatedIndex,
} from './create-algolia-emulator.js';
export type { EmulatedHosts, HostFailure } from './host-failures.js';
