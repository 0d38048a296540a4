/** Header fields as the runtime has them: a `Headers`, Node's `IncomingHttpHeaders`, or the map of a function platform. */
export type RawHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A webhook request with its body as it came over the wire: signatures cover bytes, never parsed or decoded text. */
export interface RawRequest {
  readonly method: string;
  /** The URL as the sender called it. */
  readonly url: string;
  readonly headers: RawHeaders;
  readonly body: Uint8Array;
}
