import {
  type AdapterOptions,
  adapterOptionFields,
  configureIntegration,
  type ExternalServiceIntegration,
  type Issue,
  shape,
} from '@breakwater/core';
import { acmeDefinition } from './definition.js';

/** Options of `createAcme`. */
export interface AcmeOptions extends AdapterOptions {
  /** A key from Acme's settings. Never printed, logged or kept in an error. */
  readonly apiKey: string;
}

const OPTIONS = /* @__PURE__ */ shape.object({
  apiKey: shape.secret({ pattern: /^acme_\w{8,}$/, expected: 'a key that begins with `acme_`' }),
  ...adapterOptionFields,
});

/**
 * Checks the options, and lays them over the adapter's own definition.
 *
 * @throws IntegrationError `CONFIGURATION` that names each wrong option
 */
export function resolveAcmeOptions(given: AcmeOptions): {
  readonly options: AcmeOptions;
  readonly definition: ExternalServiceIntegration<'acme'>;
} {
  const issues: Issue[] = [];
  const options = OPTIONS.parse(given, 'options', issues);
  return { options, definition: configureIntegration(acmeDefinition, options ?? {}, issues, 'createAcme') };
}
