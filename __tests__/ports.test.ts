import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseInputs } from '../src/inputs/inputs.ts'
import { portsOf } from '../src/ports.ts'
import { PROVIDERS } from '../src/providers/registry.ts'
import { createVault } from '../src/secrets/vault.ts'
import { failureOf } from './support/failure-of.ts'
import { COMPLETE_STEPS, rawInputs } from './support/inputs.ts'
import { useScratch } from './support/scratch.ts'

const scratch = useScratch()

/** The reader of a step, and a file for it to read. */
async function reading() {
  const folder = await scratch()
  const surroundings = {
    providers: PROVIDERS,
    workspace: folder,
    temporary: folder,
    readText: () => undefined,
  }
  const inputs = parseInputs(rawInputs(COMPLETE_STEPS.sailpoint ?? {}), surroundings)
  const { readText } = portsOf(inputs, {
    env: {},
    vault: createVault(() => undefined),
    workspace: folder,
    emit: () => undefined,
    signal: new AbortController().signal,
    checkpoint: () => undefined,
  })
  const path = join(folder, 'export.json.part')
  await writeFile(path, '{"objects": [1]}')
  return { readText, path }
}

describe('a file whose rows are counted', () => {
  test('is read', async () => {
    const { readText, path } = await reading()
    expect(await readText(path)).toBe('{"objects": [1]}')
  })

  test('is an explained failure of the disk where it is gone', async () => {
    const { readText, path } = await reading()
    await rm(path)
    const error = await failureOf(readText(path))
    expect(error).toMatchObject({
      code: 'download',
      message: `Cannot read ${path}: the file system reported an error (ENOENT).`,
    })
  })

  test('is one where a folder has its place', async () => {
    const { readText, path } = await reading()
    await rm(path)
    await mkdir(path)
    const error = await failureOf(readText(path))
    expect(error).toMatchObject({ code: 'download', hint: expect.stringContaining('Remove it') })
    expect(error.message).toMatch(/^Cannot read .+ \(EISDIR\)\.$/)
  })
})
