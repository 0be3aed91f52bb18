import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const JEST = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js']

/** Runs Node.js in the root of the repository with inherited output; resolves with the exit code. */
export async function runNode(
  nodeArguments: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const child = spawn(process.execPath, nodeArguments, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = await once(child, 'close')
  return Number(code ?? 1)
}

/** Runs the tests with matching paths; resolves with the exit code. */
export function runTests(
  patterns: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  return runNode([...JEST, ...patterns], env)
}
