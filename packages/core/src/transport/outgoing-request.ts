/** The facts of a request that is about to be sent. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** What `fetch` is given on every attempt: never a stream, which could be read only once. */
  readonly body: Exclude<BodyInit, ReadableStream> | undefined;
}

const isRequest = (input: unknown): input is Request => typeof Request !== 'undefined' && input instanceof Request;

/** Reads the arguments of `fetch` once, and buffers a body that could not be sent again. */
export async function toOutgoingRequest(input: string | URL | Request, init: RequestInit): Promise<OutgoingRequest> {
  const request = isRequest(input) ? input : undefined;
  const body = init.body ?? request?.body ?? undefined;
  return {
    method: (init.method ?? request?.method ?? 'GET').toUpperCase(),
    url: new URL(request ? request.url : (input as string | URL)),
    headers: new Headers(init.headers ?? request?.headers),
    body: body instanceof ReadableStream ? await new Response(body).arrayBuffer() : body,
  };
}

/** The body as text where it is text: for inspection before sending. */
export function toBodyText(body: OutgoingRequest['body']): string | undefined {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return new TextDecoder().decode(body);
  return undefined;
}
