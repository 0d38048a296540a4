/** Everything that a token is not made of: it stands between cookies, and before and behind a header's. */
const SEPARATORS = /[^\w.-]+/;

/** Ids of the keys that the tokens in some texts name. What is no token is passed over. */
export function keyIdsOf(texts: readonly (string | null)[]): readonly string[] {
  return texts.flatMap((text) => (text ?? '').split(SEPARATORS)).flatMap((word) => readKeyId(word));
}

function readKeyId(word: string): readonly string[] {
  const [head = '', ...rest] = word.split('.');
  if (rest.length !== 2) return [];
  try {
    const { kid } = JSON.parse(atob(head.replaceAll('-', '+').replaceAll('_', '/'))) as { kid?: unknown };
    return [String(kid)];
  } catch {
    return [];
  }
}
