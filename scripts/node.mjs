// Runs Node with the given arguments. If this Node is older than the action's, runs one that npm installs once, from
// scripts/node. Plain JavaScript, because an older Node reads it.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MIN_MAJOR = 24
const FOLDER = fileURLToPath(new URL('node', import.meta.url))

/** The path of a Node that is new enough; undefined if there is none for this system. */
function findNode() {
  const { arch, execPath, platform, versions } = process
  if (Number.parseInt(versions.node, 10) >= MIN_MAJOR) return execPath
  const [system, file] = platform === 'win32' ? ['win', 'node.exe'] : [platform, 'node']
  const name = `node-${system}-${arch}`
  const { optionalDependencies } = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8'))
  if (!(name in optionalDependencies)) return undefined
  const node = join(FOLDER, 'node_modules', name, 'bin', file)
  if (!existsSync(node)) {
    process.stderr.write(`This is Node ${versions.node}. Installing Node ${MIN_MAJOR} into scripts/node.\n`)
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    // On Windows, npm is a batch file, which needs a shell.
    execFileSync('npm', ['ci', ...options], { cwd: FOLDER, stdio: ['ignore', 2, 2], shell: system === 'win' })
  }
  return node
}

const node = findNode()
if (node) {
  process.env.PATH = `${dirname(node)}${delimiter}${process.env.PATH}`
  const child = spawn(node, process.argv.slice(2), { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('close', code => {
    process.exitCode = code ?? 1
  })
} else {
  process.stderr.write(
    `This needs Node ${MIN_MAJOR}, but is ${process.versions.node}. Install Node ${MIN_MAJOR}, put it first on the PATH and try again.\n`,
  )
  process.exitCode = 1
}
