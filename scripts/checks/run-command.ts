import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a command ended. */
export interface CommandResult {
  /** 0 for success; -1 when it could not be started, was ended by a signal, or took too long. */
  readonly code: number;
  /** Everything that it printed, both streams in order of arrival. */
  readonly output: string;
}

/** Options of {@link runCommand}. */
export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it is ended. @default 900_000 */
  readonly timeout?: number;
}

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Runs a command without input and collects what it prints. The tools of the repository come before everything else on
 * the PATH, so that a check behaves the same however it was started.
 */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: {
        ...process.env,
        PATH: `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
        TURBO_TELEMETRY_DISABLED: '1',
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32', // the tools are .cmd files there
      timeout: options.timeout ?? 900_000,
    });
    let output = '';
    const collect = (chunk: string): void => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => resolve({ code: -1, output: `${command} could not be started: ${error.message}` }));
    child.on('close', (code, signal) => {
      if (signal !== null) output += `\n${command} was ended by ${signal}`;
      resolve({ code: code ?? -1, output });
    });
  });
}

/** A result for checks that are one command: its whole output is the problem when it fails. */
export function toProblems(result: CommandResult): readonly string[] {
  if (result.code === 0) return [];
  return [result.output.trim() || `ended with code ${result.code} and printed nothing`];
}
