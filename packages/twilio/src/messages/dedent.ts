/**
 * Takes the indentation of the code out of a text: what all lines after the first have in common, white space at the ends of
 * lines, and empty lines around the text. Each of these characters would be billed.
 *
 * @example
 * ```ts
 * import { dedent } from '@breakwater/twilio';
 *
 * export const text = dedent(`
 *   Hi Ada!
 *   See you at 9.
 * `); // 'Hi Ada!\nSee you at 9.'
 * ```
 */
export function dedent(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const [first = '', ...rest] = lines.map((line) => line.trimEnd());
  const indents = rest.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return [first.trimStart(), ...rest.map((line) => line.slice(common))].join('\n').trim();
}
