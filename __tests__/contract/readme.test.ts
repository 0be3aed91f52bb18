import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readAction } from '../../scripts/action-yml.ts'
import { parseInputs } from '../../src/inputs/inputs.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { rawInputs } from '../support/inputs.ts'
import { TEST_CA } from '../support/tls/certificates.ts'
import { asWorkflow, isThisAction, stepsOf, yamlSnippets } from '../support/workflows.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const textOf = (path: string) => readFileSync(`${root}${path}`, 'utf8')
const readme = textOf('README.md')
const action = readAction(textOf('action.yml'))

/** The text below each heading of a level, by heading. */
function sections(markdown: string, level: '##' | '###'): Readonly<Record<string, string>> {
  const parts = markdown.split(new RegExp(`^${level} (.+)$`, 'm')).slice(1)
  return Object.fromEntries(parts.flatMap((part, at) => (at % 2 === 0 ? [[part, parts[at + 1] ?? '']] : [])))
}

const chapters = sections(readme, '##')
const steps = yamlSnippets('README.md', readme).flatMap(snippet =>
  stepsOf(asWorkflow(snippet) ?? '').map(step => ({ at: snippet.at, step })),
)
const recipes = steps.flatMap(({ at, step }) => (isThisAction(step) ? [{ at, inputs: step.with ?? {} }] : []))
const scripts = steps.flatMap(({ step }) => step.run ?? [])

/** An example value for an expression in a recipe. */
function evaluated(name: string, provider: string): string {
  const spec = PROVIDERS.find(({ id }) => id === provider)?.inputs
  if (name === 'export-id') return spec?.exportId.example ?? ''
  if (name === 'org-id') return spec?.ids?.[name]?.example ?? ''
  return name === 'ca-certificate' ? TEST_CA : 'an-example-of-a-secret'
}

/** The rows of the only table in a text, without its head. */
const rows = (markdown = '') =>
  [...markdown.matchAll(/^\| (.+) \|$/gm)]
    .slice(2)
    .map(([, row = '']) => row.split('|').map(cell => cell.trim()))
const codeIn = (cell = '') => cell.replaceAll('`', '')

describe.each(recipes)('the step at $at', ({ inputs }) => {
  const provider = String(inputs.provider)
  const given = Object.entries(inputs).map(([name, value]) => [
    name,
    /\$\{\{/.test(String(value)) ? evaluated(name, provider) : String(value),
  ])

  test(`is accepted by ${provider}`, () => {
    const { request } = parseInputs(rawInputs(Object.fromEntries(given)), {
      providers: PROVIDERS,
      workspace: '/workspace',
      temporary: '/temporary',
      readText: () => TEST_CA,
    })
    expect(request.provider.id).toBe(provider)
    expect(request.warnings).toEqual([])
  })

  test('uses secrets only for secret inputs', () => {
    for (const [name, value] of Object.entries(inputs))
      expect([name, String(value).includes('secrets.')]).toEqual([
        name,
        /^(token|client-id|client-secret|username|password)$/.test(name),
      ])
  })
})

describe.each(PROVIDERS.map(provider => [provider.id, provider] as const))('%s', (id, provider) => {
  const own = Object.values(sections(chapters.Providers ?? '', '###')).filter(text =>
    text.includes(`provider: ${id}\n`),
  )

  test('has a section with a recipe, its IDs, the required permissions, its hosts and the documentation', () => {
    expect(own.length).toBeGreaterThan(0)
    for (const text of own) {
      expect(yamlSnippets(id, text)).toHaveLength(1)
      expect(text).toContain('- **IDs.** ')
      expect(text).toContain('- **Required permissions.** ')
      expect(text).toContain('- **Hosts.** ')
      expect(text).toContain(`](${provider.docs})`)
    }
  })
})

test('every status and failure code is in the table', () => {
  const endings = rows(chapters['Status and failure codes']).map(([status, code]) => [
    codeIn(status),
    codeIn(code),
  ])
  const listed = (name: string) =>
    [...(action.outputs[name]?.description ?? '').matchAll(/`([^`]+)`/g)].map(([, text]) => text)
  expect(new Set(endings.map(([status]) => status))).toEqual(new Set(listed('status')))
  expect(
    endings
      .map(([, code]) => code)
      .filter(Boolean)
      .sort(),
  ).toEqual(listed('failure-code').sort())
})

const source = globSync('src/**/*.ts', { cwd: root }).map(textOf).join('\n')

test.each(rows(chapters.Troubleshooting).map(([cell]) => codeIn(cell)))(
  'the code contains the message: %s',
  message => {
    expect(source).toContain(message)
  },
)

test('the first snippets are two commands of one line each', () => {
  const [demo, tests] = [...readme.matchAll(/^```sh\n([\s\S]*?)```$/gm)].map(([, text]) => text)
  expect([demo, tests]).toEqual(['npm ci && npm run demo\n', 'npm ci && npm test\n'])
})

test('scripts read values from env only', () => {
  expect(scripts.length).toBeGreaterThan(5)
  for (const script of scripts) expect(script).not.toContain('${{')
})

describe('links', () => {
  const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).map(path => path.replaceAll('\\', '/'))
  const anchors = (markdown: string) =>
    [...prose(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    )
  const linked = documents.flatMap(path =>
    [...prose(textOf(path)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => [path, target] as const),
  )

  test.each(linked)('%s links to %s, which exists', (path, target) => {
    if (/^[a-z]+:/.test(target)) return expect(new URL(target).protocol).toBe('https:')
    const { pathname, hash } = new URL(target, `file:///${path}`)
    const file = decodeURIComponent(pathname.slice(1))
    expect([file, existsSync(`${root}${file}`)]).toEqual([file, true])
    if (hash !== '') expect(anchors(textOf(file))).toContain(hash.slice(1))
  })
})

/** A document without its code blocks. */
function prose(markdown: string): string {
  return markdown.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '')
}
