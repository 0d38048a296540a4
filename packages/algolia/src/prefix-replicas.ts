import type { AnyIndexDefinition } from './index-definition.js';

/** `virtual(by_price)`, or a name alone. */
const VIRTUAL = /^virtual\((.*)\)$/;

/**
 * The definition with the prefix before the names of its replicas: they are indexes of the same set. Without it, settings of
 * one set would take the replicas of another, and overwrite what is in them.
 */
export function prefixReplicas<Definition extends AnyIndexDefinition>(
  definition: Definition,
  prefix: string,
): Definition {
  const { replicas } = definition.settings as { readonly replicas?: readonly string[] | undefined };
  if (prefix === '' || replicas === undefined) return definition;
  const prefixed = replicas.map((replica) => {
    const name = VIRTUAL.exec(replica)?.[1];
    return name === undefined ? prefix + replica : `virtual(${prefix}${name})`;
  });
  return { ...definition, settings: { ...definition.settings, replicas: prefixed } };
}
