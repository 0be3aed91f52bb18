import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DOCUMENTS, pathsOf, textOf } from '../support/documents.ts'
import { asWorkflow, parsedAction, usageOf, workflowProblems, yamlSnippets } from '../support/workflows.ts'

const action = parsedAction(textOf('action.yml'))
const snippets = DOCUMENTS.flatMap(path => yamlSnippets(path, textOf(path)))

test('GitHub accepts action.yml', () => {
  expect(action.problems).toEqual([])
  expect(action.inputs).toContain('provider')
  expect(action.outputs).toContain('status')
})

test.each([
  ['icon: download-cloud', 'icon: coffee'],
  ['color: blue', 'color: pink'],
])('GitHub accepts the branding %s, but not %s', (good, bad) => {
  const source = textOf('action.yml')
  expect(source).toContain(good)
  expect(parsedAction(source.replace(good, bad)).problems).not.toEqual([])
})

test.each(pathsOf('.github/workflows/*.yml'))('GitHub accepts %s', async path => {
  expect(await workflowProblems(path, textOf(path))).toEqual([])
})

test('the documentation has snippets', () => {
  expect(snippets.length).toBeGreaterThan(10)
})

describe.each(snippets)('the snippet at $at', snippet => {
  const workflow = asWorkflow(snippet) ?? ''

  test('is part of a workflow and accepted by GitHub', async () => {
    expect(workflow).not.toBe('')
    expect(await workflowProblems(snippet.at, workflow)).toEqual([])
  })

  test('uses only inputs and outputs that exist', () => {
    const { inputs, outputs } = usageOf(workflow)
    expect(action.inputs).toEqual(expect.arrayContaining([...inputs]))
    expect(action.outputs).toEqual(expect.arrayContaining([...outputs]))
  })
})

/** Paths of actionlint and shellcheck, from `npm run lint:workflows`. */
const { ACTIONLINT, SHELLCHECK = '' } = process.env

if (ACTIONLINT)
  test('actionlint accepts every snippet', () => {
    const folder = mkdtempSync(join(tmpdir(), 'snippets-'))
    const files = snippets.map(snippet => {
      const file = join(folder, `${snippet.at.replaceAll(/\W+/g, '-')}.yml`)
      writeFileSync(file, asWorkflow(snippet) ?? '')
      return file
    })
    // Servers that lack the newer artifact service need the old version.
    const options = [
      '-oneline',
      '-shellcheck',
      SHELLCHECK,
      '-ignore',
      'actions/upload-artifact@v3" action is too old',
    ]
    const { stdout, stderr } = spawnSync(ACTIONLINT, [...options, ...files], { encoding: 'utf8' })
    rmSync(folder, { recursive: true })
    expect(`${stdout}${stderr}`).toBe('')
  })

const major = `v${JSON.parse(textOf('package.json')).version.split('.')[0]}`

test.each(DOCUMENTS)('%s uses this action by its major version or a commit', path => {
  const uses = [...textOf(path).matchAll(/\bawait-export@(\w[\w.-]*)/g)].map(([, ref = '']) => ref)
  expect(uses.filter(ref => ref !== major && !/^[\da-f]{40}$/.test(ref))).toEqual([])
})

describe('the lint itself', () => {
  const lint = (text: string) => asWorkflow({ at: 'here', text }) ?? ''

  test('finds every fenced block with its line, without indentation', () => {
    const markdown =
      'One\n\n```yaml\na: 1\n```\n\n- Two\n\n  ```yml\n  b:\n    c: 2\n  ```\n\n```sh\nls\n```\n'
    expect(yamlSnippets('x.md', markdown)).toEqual([
      { at: 'x.md:3', text: 'a: 1\n' },
      { at: 'x.md:9', text: 'b:\n  c: 2\n' },
    ])
  })

  test('reads the new text of a diff', () => {
    const markdown = '```diff\n a:\n-  b: 1\n+  b: 2\n```\n'
    expect(yamlSnippets('x.md', markdown)).toEqual([{ at: 'x.md:1', text: 'a:\n  b: 2\n' }])
  })

  test.each([
    ['an unknown key', '- run: ls\n  shells: bash'],
    ['an unknown context', '- run: ls\n  if: step.x.outputs.status'],
    ['a broken expression', '- run: ls\n  if: failure( && true'],
    ['a step without a job', 'jobs:\n  a:\n    steps:\n      - run: ls'],
  ])('finds %s', async (_, text) => {
    expect(await workflowProblems('x.yml', lint(text))).not.toEqual([])
  })

  test('rejects text that is not part of a workflow', () => {
    expect(lint('timeout: 30m')).toBe('')
  })

  test('distinguishes inputs and outputs of this action from those of others', () => {
    const text = [
      '- uses: some/other@v1',
      '  id: other',
      '  with: { name: x }',
      '- uses: your-org/await-export@v1',
      '  id: export',
      '  with: { provider: snyk }',
      `- run: echo "\${{ steps.other.outputs.a }} \${{ steps.export.outputs.file }}"`,
    ].join('\n')
    expect(usageOf(lint(text))).toEqual({ inputs: ['provider'], outputs: ['file'] })
  })
})
