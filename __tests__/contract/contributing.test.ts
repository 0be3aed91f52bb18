import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseInputs } from '../../src/inputs/inputs.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { play } from '../support/fixtures.ts'
import { rawInputs } from '../support/inputs.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')
const guide = textOf('CONTRIBUTING.md')

test('the table of commands lists every script, and no others', () => {
  const rows = [...guide.matchAll(/^\| `npm (?:run )?([\w:-]+)` \|/gm)].map(([, name]) => name)
  expect(rows.sort()).toEqual(Object.keys(JSON.parse(textOf('package.json')).scripts).sort())
})

describe('the example provider', () => {
  const example = /```ts\n([\s\S]*?)```/.exec(guide)?.[1]?.replaceAll(/^ {3}/gm, '') ?? ''
  // Inside the repository, so that imports resolve to the installed packages.
  const parent = join(root, '.tmp')
  let folder = ''

  beforeAll(() => {
    mkdirSync(parent, { recursive: true })
    folder = mkdtempSync(join(parent, 'contributing-'))
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Checks the types of a source as if it were in src/providers; returns the output of the compiler. */
  function typeProblems(source: string): string {
    writeFileSync(join(folder, 'acme.ts'), source)
    const config = {
      extends: '../../tsconfig.json',
      compilerOptions: { rootDirs: ['.', '../../src/providers'] },
      include: ['*.ts'],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    try {
      execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder])
      return ''
    } catch (error) {
      return String((error as { readonly stdout?: unknown }).stdout)
    }
  }

  async function load(): Promise<Provider> {
    const providers = pathToFileURL(join(root, 'src/providers/')).pathname
    const path = join(folder, 'loaded.ts')
    writeFileSync(path, example.replaceAll("from './", `from '${providers}`))
    return (await import(path)).acme
  }

  test('is about 30 lines', () => {
    expect(example.trim().split('\n').length).toBeLessThanOrEqual(33)
  })

  test('compiles', () => {
    expect(typeProblems(example)).toBe('')
    expect(typeProblems(example.replace("title: 'Acme export',", ''))).toContain("'title' is missing")
  })

  test('waits, and returns the file of the finished export', async () => {
    const acme = await load()
    const id = acme.inputs.exportId.example
    const request = `GET https://api.example.com/exports/${id}`
    const emit = (json: unknown) =>
      play(acme, { title: '', target: {}, exchanges: [{ request, response: { json } }] })
    const running = emit({ state: 'running' })
    expect(running.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([request])
    expect(running.status).toMatchObject({ phase: 'waiting', known: true, files: [] })
    expect(emit({ state: 'failed', message: 'No rows.' }).status).toMatchObject({
      phase: 'failed',
      reason: 'No rows.',
    })
    expect(emit({ state: 'done', file_url: '/files/1' }).status.files).toEqual([
      {
        url: 'https://api.example.com/files/1',
        credential: 'none',
        stem: `acme-export-${id}`,
        format: 'csv',
      },
    ])
    expect(() => emit({ state: 'done' })).toThrow('file_url')
  })

  test('accepts the inputs of a step', async () => {
    const acme = await load()
    const step = { provider: 'acme', 'export-id': acme.inputs.exportId.example, token: 'an-example-of-a-key' }
    const { request } = parseInputs(rawInputs(step), {
      providers: [...PROVIDERS, acme],
      workspace: root,
      temporary: folder,
      readText: () => undefined,
    })
    expect(request.provider).toBe(acme)
  })
})
