import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseInputs } from '../src/inputs/inputs.ts'
import { createPorts } from '../src/ports.ts'
import { PROVIDERS } from '../src/providers/registry.ts'
import { createVault } from '../src/secrets/vault.ts'
import { useTempFolder } from './support/cleanup.ts'
import { failureOf } from './support/failure-of.ts'
import { COMPLETE_STEPS, rawInputs } from './support/inputs.ts'

const scratch = useTempFolder()

/** The `readText` port of a step, and a file for it. */
async function reader() {
  const folder = await scratch()
  const context = {
    providers: PROVIDERS,
    workspace: folder,
    temporary: folder,
    readText: () => undefined,
  }
  const inputs = parseInputs(rawInputs(COMPLETE_STEPS.sailpoint ?? {}), context)
  const { readText } = createPorts(inputs, {
    env: {},
    vault: createVault(() => undefined),
    roots: [folder],
    emit: () => undefined,
    signal: new AbortController().signal,
    checkpoint: () => undefined,
  })
  const path = join(folder, 'export.json.part')
  await writeFile(path, '{"objects": [1]}')
  return { readText, path }
}

describe('readText', () => {
  test('reads a file', async () => {
    const { readText, path } = await reader()
    expect(await readText(path)).toBe('{"objects": [1]}')
  })

  test('reports a missing file', async () => {
    const { readText, path } = await reader()
    await rm(path)
    const error = await failureOf(readText(path))
    expect(error).toMatchObject({
      code: 'download',
      message: `Cannot read ${path}: the file system reported an error (ENOENT).`,
    })
  })

  test('reports a folder instead of a file', async () => {
    const { readText, path } = await reader()
    await rm(path)
    await mkdir(path)
    const error = await failureOf(readText(path))
    expect(error).toMatchObject({ code: 'download', hint: expect.stringContaining('Remove it') })
    expect(error.message).toMatch(/^Cannot read .+ \(EISDIR\)\.$/)
  })
})
