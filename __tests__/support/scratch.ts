import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Returns a function that makes an empty folder; those a test made are removed after it. Call it at the top level of a test file. */
export function useScratch(): () => Promise<string> {
  const made: string[] = []
  afterEach(async () => {
    for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true })
  })
  return async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'await-export-scratch-')))
    made.push(folder)
    return folder
  }
}
