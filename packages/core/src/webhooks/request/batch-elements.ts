const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING: readonly number[] = [0x5b, 0x7b];
const CLOSING: readonly number[] = [0x5d, 0x7d];
const SPACE: readonly number[] = [0x20, 0x0a, 0x0d, 0x09];

function trim(bytes: Uint8Array): Uint8Array {
  let start = 0;
  let end = bytes.length;
  while (start < end && SPACE.includes(bytes[start] ?? 0)) start += 1;
  while (end > start && SPACE.includes(bytes[end - 1] ?? 0)) end -= 1;
  return bytes.subarray(start, end);
}

/**
 * The bytes of each element of a JSON array, as the sender wrote them. Parsing and writing again would change numbers and
 * escapes, and could run out of stack.
 *
 * @param json An array that `JSON.parse` has accepted.
 */
export function sliceElements(json: Uint8Array): readonly Uint8Array[] {
  const inside = trim(json).subarray(1, -1);
  const elements: Uint8Array[] = [];
  let start = 0;
  let depth = 0;
  let isText = false;
  for (let index = 0; index < inside.length; index++) {
    const byte = inside[index] ?? 0;
    if (isText) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (OPENING.includes(byte)) depth += 1;
    else if (CLOSING.includes(byte)) depth -= 1;
    else if (byte === COMMA && depth === 0) {
      elements.push(trim(inside.subarray(start, index)));
      start = index + 1;
    }
  }
  const last = trim(inside.subarray(start));
  return last.length === 0 ? elements : [...elements, last];
}

/** A batch of one: what is stored for an element is of the form that the sender delivers. */
export function wrapElement(element: Uint8Array): Uint8Array {
  const batch = new Uint8Array(element.length + 2);
  batch.set([0x5b]);
  batch.set(element, 1);
  batch.set([0x5d], element.length + 1);
  return batch;
}
