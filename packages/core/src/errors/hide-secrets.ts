/** Stands where something was hidden. */
export const HIDDEN = '[redacted]';

/**
 * Makes a function that hides exact strings and nothing else. Shorter than 4 characters are ignored: they would tear ordinary
 * words apart.
 */
export function createSecretsFilter(secrets: readonly string[]): (text: string) => string {
  const hidden = [...new Set(secrets)].filter((secret) => secret.length >= 4);
  // The longest first, so that a secret that contains another is hidden whole.
  hidden.sort((left, right) => right.length - left.length);
  return (text) => {
    let result = text;
    for (const secret of hidden) if (result.includes(secret)) result = result.replaceAll(secret, () => HIDDEN);
    return result;
  };
}
