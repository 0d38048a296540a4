import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';

describe('tests and the network', () => {
  it('fails a request to another machine, before its name is even looked up', async () => {
    const failure = await fetch('https://vendor.example/v1').catch((error: unknown) => error);
    expect(String((failure as Error).cause)).toBe(
      'Error: Tests use no network, and this one connects to vendor.example',
    );
  });

  it('fails a bare socket', async () => {
    const failure = await new Promise((resolve) => {
      connect(443, '192.0.2.1').on('error', resolve);
    });
    expect(String(failure)).toContain('this one connects to 192.0.2.1');
  });

  it('leaves the loopback alone', async () => {
    const server = createServer((_request, response) => response.end('here'));
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('here');
    server.closeAllConnections();
    server.close();
  });
});
