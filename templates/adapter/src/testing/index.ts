export {
  type AcmeBook,
  type AcmeEmulator,
  type AcmeEmulatorOptions,
  createAcmeEmulator,
} from './create-acme-emulator.js';
