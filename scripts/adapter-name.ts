/** A name that a new adapter can have: it is part of file names, of a package name and of identifiers; `acme` is taken. */
export function toAdapterName(given: string | undefined): string | undefined {
  return given !== undefined && given !== 'acme' && /^[a-z][a-z0-9]{1,29}$/.test(given) ? given : undefined;
}

/** Replaces the template's `acme`, `Acme` and `ACME` by a name in the same case. */
export function renameAcme(text: string, name: string): string {
  const capitalized = name.slice(0, 1).toUpperCase() + name.slice(1);
  return text.replaceAll('acme', name).replaceAll('Acme', capitalized).replaceAll('ACME', name.toUpperCase());
}
