/** Bytes that arrive in pieces. */
export interface ByteGatherer {
  /** Bytes so far. */
  readonly length: number;
  add(piece: Uint8Array): void;
  /** All of them in one stretch. */
  take(): Uint8Array<ArrayBufferLike>;
}

/**
 * Makes what gathers bytes as they arrive. They are copied into one stretch at once, and no piece is kept: as an object it
 * takes hundreds of bytes, and a stranger may send one byte at a time. What arrives in one piece is not copied.
 */
export function createByteGatherer(): ByteGatherer {
  let held: Uint8Array<ArrayBufferLike> = new Uint8Array();
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(piece) {
      const end = length + piece.length;
      if (length === 0) {
        held = piece;
      } else if (piece.length > 0) {
        // The first piece is full, so that nothing is ever written into what is the caller's.
        if (end > held.length) {
          const grown = new Uint8Array(Math.max(end, held.length * 2));
          grown.set(held.subarray(0, length));
          held = grown;
        }
        held.set(piece, length);
      }
      length = end;
    },
    take: () => (held.length === length ? held : held.slice(0, length)),
  };
}
