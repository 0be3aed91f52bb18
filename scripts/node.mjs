// Runs Node with the given arguments. If this Node is older than the action's, runs the one that npm installs into
// scripts/node. Plain JavaScript, because an older Node reads it.
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MIN_MAJOR = 24
const FOLDER = fileURLToPath(new URL('node', import.meta.url))

/** The version of an installed package; undefined if it is not installed. */
function installedVersion(path) {
  try {
    return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).version
  } catch {
    return undefined
  }
}

/** The path of a Node that is new enough; undefined if there is none for this system. */
function findNode() {
  const { arch, execPath, platform, versions } = process
  if (Number.parseInt(versions.node, 10) >= MIN_MAJOR) return execPath
  const [system, file] = platform === 'win32' ? ['win', 'node.exe'] : [platform, 'node']
  const name = `node-${system}-${arch}`
  const { optionalDependencies } = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8'))
  const version = optionalDependencies[name]
  if (version === undefined) return undefined
  const folder = join(FOLDER, 'node_modules', name)
  // Also replaces one that an earlier version of package.json installed.
  if (installedVersion(folder) !== version) {
    process.stderr.write(`This is Node ${versions.node}. Installing Node ${version} into scripts/node.\n`)
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    // On Windows, npm is a batch file, which needs a shell.
    execFileSync('npm', ['ci', ...options], { cwd: FOLDER, stdio: ['ignore', 2, 2], shell: system === 'win' })
  }
  return join(folder, 'bin', file)
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
    `This needs Node ${MIN_MAJOR} or later, but is ${process.versions.node}. Install Node ${MIN_MAJOR}, put it first on the PATH and try again.\n`,
  )
  process.exitCode = 1
}
