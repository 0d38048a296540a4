/** An element, read. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(text) || text.includes('<')) throw new Error(`Not escaped: ${text}`);
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) =>
    code === undefined ? (ENTITIES[name] ?? '') : String.fromCodePoint(Number(code)),
  );
}

/** Whether a character may stand in XML 1.0, and is no control character of any kind. */
export function isXmlCharacter(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  const isControl = code >= 0x7f && code <= 0x9f;
  return !isControl && (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff;
}

/** A strict reader for the little XML that TwiML is: what is not well-formed throws. */
export const XMLParser = {
  read(document: string): XmlNode {
    const source = document.replace(/^<\?xml[^>]*\?>/, '');
    if (!Array.from(source).every((character) => isXmlCharacter(character))) throw new Error('Not a character of XML');
    let at = 0;
    const element = (): XmlNode => {
      const open = /^<([A-Za-z]+)((?: [A-Za-z]+="[^"<]*")*)(\/?)>/.exec(source.slice(at));
      if (!open) throw new Error(`No element at ${at}`);
      at += open[0].length;
      const [, name = '', attributes = '', isEmpty] = open;
      const read = Object.fromEntries(
        [...attributes.matchAll(/ ([A-Za-z]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, decode(value)]),
      );
      const children: XmlNode[] = [];
      let text = '';
      while (isEmpty === '' && !source.startsWith(`</${name}>`, at)) {
        if (at >= source.length) throw new Error(`${name} is open`);
        if (source[at] === '<') children.push(element());
        else {
          const end = source.indexOf('<', at);
          text += decode(source.slice(at, end));
          at = end;
        }
      }
      if (isEmpty === '') at += name.length + 3;
      return { name, attributes: read, children, text };
    };
    const root = element();
    if (at !== source.length) throw new Error('Something follows the document');
    return root;
  },
};
