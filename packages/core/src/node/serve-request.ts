import { isIntegrationError } from '../errors/integration-error.js';

/**
 * Answers a request. One whose method, URL or headers no web request can have is a stranger's mistake and not ours: it is
 * answered with status 400, and reaches no error handler.
 *
 * @param read Throws an IntegrationError for what is our own mistake, such as a body parser in the way.
 */
export async function serveRequest(
  handler: (request: Request) => Response | Promise<Response>,
  read: () => Request,
): Promise<Response> {
  let request: Request;
  try {
    request = read();
  } catch (error) {
    if (isIntegrationError(error)) throw error;
    return Response.json({ error: 'bad_request' }, { status: 400 });
  }
  return handler(request);
}
