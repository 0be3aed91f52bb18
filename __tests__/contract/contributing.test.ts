import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseInputs } from '../../src/inputs/inputs.ts'
import { UUID } from '../../src/providers/grammar.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { jobOf } from '../support/fixtures.ts'
import { rawInputs } from '../support/inputs.ts'
import { useServer } from '../support/server.ts'
import { openSession } from '../support/session.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')
const guide = textOf('CONTRIBUTING.md')

test('the table of commands lists every script, and no others', () => {
  const rows = [...guide.matchAll(/^\| `npm (?:run )?([\w:-]+)` \|/gm)].map(([, name]) => name)
  expect(rows.sort()).toEqual(Object.keys(JSON.parse(textOf('package.json')).scripts).sort())
})

describe('the example providers', () => {
  const [definition = '', code = ''] = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = '']) =>
    text.replaceAll(/^ {3}/gm, ''),
  )
  // Inside the repository, so that imports resolve to the installed packages.
  const parent = join(root, '.tmp')
  const serve = useServer()
  const { signal } = new AbortController()
  let folder = ''

  beforeAll(() => {
    mkdirSync(parent, { recursive: true })
    folder = mkdtempSync(join(parent, 'contributing-'))
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Checks the types of the sources as if they were in src/providers; returns the output of the compiler. */
  function typeProblems(acme: string, backup: string): string {
    writeFileSync(join(folder, 'acme.ts'), acme)
    writeFileSync(join(folder, 'acme-backup.ts'), backup)
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

  async function load(): Promise<{ readonly acme: Provider; readonly acmeBackup: Provider }> {
    const providers = pathToFileURL(join(root, 'src/providers/')).pathname
    const loaded = join(folder, 'loaded')
    mkdirSync(loaded, { recursive: true })
    for (const [name, source] of Object.entries({ 'acme.ts': definition, 'acme-backup.ts': code }))
      writeFileSync(join(loaded, name), source.replaceAll(/from '\.\/(?!acme)/g, `from '${providers}`))
    const { acme } = await import(join(loaded, 'acme.ts'))
    const { acmeBackup } = await import(join(loaded, 'acme-backup.ts'))
    return { acme, acmeBackup }
  }

  /** The status and the requests of a poll that gets these responses from a server. */
  async function poll(provider: Provider, ...responses: readonly object[]) {
    const server = await serve(responses.map(json => ({ status: 200, body: JSON.stringify(json) })))
    const session = openSession({ provider, apiUrl: server.url })
    const { value } = await session.run(provider.status(jobOf(provider, { apiUrl: server.url })), signal)
    const requests = server.requests.map(({ method, url }) => `${method} ${url.pathname}`)
    return { url: server.url, status: value, requests }
  }

  const file = { link: '/files/1', name: 'orders.csv', bytes: 12 }
  const path = `/spaces/${UUID.example}/exports/${UUID.example}`

  test('are short', () => {
    expect(definition.trim().split('\n').length).toBeLessThanOrEqual(28)
    expect(code.trim().split('\n').length).toBeLessThanOrEqual(20)
  })

  test('compile', () => {
    expect(typeProblems(definition, code)).toBe('')
    expect(typeProblems(definition.replace("title: 'Acme export',", ''), code)).toContain(
      "'title' is missing",
    )
    expect(typeProblems(definition, code.replace('return {', 'return [], {'))).toContain('acme-backup.ts')
  })

  test('a definition waits, and returns the files of the finished export', async () => {
    const { acme } = await load()
    const running = await poll(acme, { state: 'running' })
    expect(running.requests).toEqual([`GET ${path}`])
    expect(running.status).toMatchObject({ phase: 'waiting', known: true, files: [] })
    const failed = await poll(acme, { state: 'failed', error: { message: 'No rows.' } })
    expect(failed.status).toMatchObject({ phase: 'failed', reason: 'No rows.' })
    const { url, status } = await poll(acme, { state: 'done', files: [file] })
    expect(status.files).toEqual([
      {
        url: `${url}/files/1`,
        credential: 'none',
        stem: `acme-${UUID.example}`,
        name: 'orders.csv',
        size: 12,
        format: 'csv',
      },
    ])
    await expect(poll(acme, { state: 'done', files: [{}] })).rejects.toThrow('files[].link')
  })

  test('code sends further requests', async () => {
    const { acmeBackup } = await load()
    const signed = { signed_link: 'https://store.example/1.csv?sig=x' }
    const { status, requests } = await poll(acmeBackup, { state: 'done', files: [file, file] }, signed)
    expect(requests).toEqual([`GET ${path}`, 'POST /files/1', 'POST /files/1'])
    expect(status.files.map(({ url }) => url)).toEqual([signed.signed_link, signed.signed_link])
    expect((await poll(acmeBackup, { state: 'queued' })).requests).toEqual([`GET ${path}`])
    await expect(poll(acmeBackup, { state: 'done', files: [file] }, {})).rejects.toThrow('signed_link')
  })

  test('accept the inputs of a step', async () => {
    for (const provider of Object.values(await load())) {
      const providers = [...PROVIDERS, provider]
      const ids = { 'space-id': UUID.example, 'export-id': UUID.example }
      const step = { provider: provider.id, ...ids, token: 'an-example-of-a-key' }
      const context = {
        providers,
        workspace: root,
        temporary: folder,
        home: '/home/runner',
        runId: '00c0ffee',
        readText: () => undefined,
      }
      expect(parseInputs(rawInputs(step, providers), context).request.provider).toBe(provider)
    }
  })
})
