const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescapeXml = (text: string): string =>
  text
    .replace(/&(?:#(\d+)|(\w+));/g, (whole, code: string | undefined, name: string | undefined) =>
      code === undefined ? (ENTITIES[name ?? ''] ?? whole) : String.fromCodePoint(Number(code)),
    )
    .trim();

/** The texts of the messages in an answer; what is no TwiML holds none. */
export function readMessages(document: string): readonly string[] {
  return [...document.matchAll(/<Message(?:\s[^>]*)?>(.*?)<\/Message>/gs)].map(([, inside = '']) => {
    const [, body] = /<Body>(.*?)<\/Body>/s.exec(inside) ?? [];
    return unescapeXml((body ?? inside).replace(/<Media>.*?<\/Media>/gs, ''));
  });
}
