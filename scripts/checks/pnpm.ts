import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandResult, runCommand } from './run-command.ts';

/** Runs the pnpm that started us, or fetches the pinned one when a check was started without it. */
export function pnpm(args: readonly string[], root: string, cwd: string = root): Promise<CommandResult> {
  const starter = process.env['npm_execpath'];
  if (starter !== undefined && /pnpm(?:\.exe)?$/.test(starter)) return runCommand(starter, args, { cwd });
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly devEngines: { readonly packageManager: { readonly version: string } };
  };
  return runCommand('npx', ['-y', `pnpm@${manifest.devEngines.packageManager.version}`, ...args], { cwd });
}
