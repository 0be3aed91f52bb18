import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

/** Folders for runs of act, separate from the working tree and the user's home. */
export interface Folders {
  /** A repository with the action of the working tree. */
  readonly checkout: string
  /** The home folder of act and its steps, which contains their workspaces. */
  readonly home: string
  /** Creates an empty folder. */
  create(name: string): Promise<string>
  /** Writes a new file, readable only by its owner, and returns its path. */
  write(name: string, content: string): Promise<string>
  remove(): Promise<void>
}

const ROOT = new URL('../../', import.meta.url)
const AUTHOR = ['-c', 'user.name=Example', '-c', 'user.email=example@example.com']
const run = promisify(execFile)

/** Clones the last commit, and replaces action.yml and the bundle by those of the working tree. */
export async function createFolders(): Promise<Folders> {
  // Runners can be in folders with such characters; act's shells do not support spaces.
  const folder = await mkdtemp(join(tmpdir(), 'await-export-läufe-'))
  const [checkout, home] = [join(folder, 'checkout'), join(folder, 'home')]
  const remove = () => rm(folder, { recursive: true, force: true })
  await mkdir(home)
  await clone(checkout).catch(async error => {
    await remove()
    throw error
  })
  let count = 0
  const fresh = (name: string) => join(folder, `${++count}-${name}`)
  return {
    checkout,
    home,
    create: async name => {
      const path = fresh(name)
      await mkdir(path)
      return path
    },
    write: async (name, content) => {
      const path = fresh(name)
      await writeFile(path, content, { mode: 0o600 })
      return path
    },
    remove,
  }
}

async function clone(checkout: string): Promise<void> {
  await run('git', ['clone', '--quiet', '--depth', '1', pathToFileURL(fileURLToPath(ROOT)).href, checkout])
  for (const name of ['action.yml', 'dist']) {
    await rm(join(checkout, name), { recursive: true })
    await cp(new URL(name, ROOT), join(checkout, name), { recursive: true })
  }
  const git = (...args: readonly string[]) => run('git', ['-C', checkout, ...AUTHOR, ...args])
  await git('add', '--all')
  await git('commit', '--quiet', '--allow-empty', '--message', 'Working tree')
  // act reads the name of the repository from here.
  await git('remote', 'set-url', 'origin', 'https://github.com/example/repository')
}
