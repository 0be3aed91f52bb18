import * as yaml from 'yaml'
import { pageOf } from '../../scripts/readme-sections.ts'
import { FAILURE_CODES, type Failure, type FailureCode, toFailure } from '../../src/failures/export-error.ts'
import { responseFailure } from '../../src/http/failure.ts'
import { parseInputs } from '../../src/inputs/inputs.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { guideTo, HEADINGS } from '../../src/report/guide.ts'
import {
  anchorsOf,
  DOCUMENTS,
  linkProblem,
  linksOf,
  pathsOf,
  rowsOf,
  sections,
  textOf,
} from '../support/documents.ts'
import { COMPLETE_STEPS, EXAMPLE_CONTEXT, rawInputs } from '../support/inputs.ts'
import { failure } from '../support/report-values.ts'
import { TEST_CA } from '../support/tls/certificates.ts'
import { asWorkflow, isThisAction, stepsOf, yamlSnippets } from '../support/workflows.ts'

const steps = DOCUMENTS.flatMap(path => yamlSnippets(path, textOf(path))).flatMap(snippet =>
  stepsOf(asWorkflow(snippet) ?? '').map(step => ({ at: snippet.at, step })),
)
const recipes = steps.flatMap(({ at, step }) => (isThisAction(step) ? [{ at, inputs: step.with ?? {} }] : []))
const scripts = steps.flatMap(({ at, step }) => (step.run === undefined ? [] : [{ at, script: step.run }]))
const codeIn = (text = '') => text.replaceAll('`', '')

/** An example value for an expression in a recipe. */
function evaluated(name: string, { exportId, ids, apiUrl }: Partial<Provider['inputs']>): string {
  if (name === 'export-id') return exportId?.example ?? ''
  if (name === 'api-url') return apiUrl?.example ?? ''
  if (name === 'ca-certificate') return TEST_CA
  return ids?.[name]?.example ?? 'an-example-of-a-secret'
}

/** The variables of a runner. */
const env = { GITHUB_REPOSITORY: 'octo-org/hello-world', GITHUB_API_URL: 'https://api.github.com' }

describe.each(recipes)('the step at $at', ({ inputs }) => {
  const provider = PROVIDERS.find(({ id }) => id === inputs.provider)
  const given = Object.entries(inputs).map(([name, value]) => [
    name,
    /\$\{\{/.test(String(value)) ? evaluated(name, provider?.inputs ?? {}) : String(value),
  ])

  test('is accepted', () => {
    const { request } = parseInputs(rawInputs(Object.fromEntries(given)), {
      ...EXAMPLE_CONTEXT,
      env,
      readText: () => TEST_CA,
      documents: { yaml, now: new Date(0) },
    })
    if (provider) expect(request.provider).toBe(provider)
    else expect(request.provider.id).toBe('custom')
    expect(request.warnings).toEqual([])
  })

  test('uses secrets only for secret inputs', () => {
    for (const [name, value] of Object.entries(inputs))
      expect([name, /secrets\.|github\.token/.test(String(value))]).toEqual([
        name,
        /^(token|client-id|client-secret|username|password)$/.test(name),
      ])
  })
})

test.each(scripts)('the script at $at reads values from env only', ({ script }) => {
  expect(script).not.toContain('${{')
})

/** The headings of the page of a vendor, in this order. */
const TEMPLATE = [
  'Workflow',
  'Credentials',
  'IDs',
  'Permissions',
  'Hosts and versions',
  'What you get',
  'Limits and retention',
  'Inputs',
  'Errors',
  'Links',
]

describe.each(PROVIDERS.map(provider => [provider.id, provider] as const))('%s', (id, provider) => {
  const page = textOf(pageOf(provider))

  test('has a page with every section, and a complete workflow first', () => {
    const parts = sections(page, '##')
    expect(Object.keys(parts)).toEqual(TEMPLATE)
    const [first] = yamlSnippets(id, parts.Workflow ?? '')
    const workflow = first?.text ?? ''
    expect(workflow).toMatch(/^on:/m)
    expect(workflow).toMatch(/^permissions:/m)
    expect(workflow).toMatch(/runs-on:/)
    expect(stepsOf(workflow).filter(isThisAction)).toHaveLength(1)
    expect(parts.Links).toContain(`](${provider.docs})`)
  })

  test('is in the table of services in the README, and in the index', () => {
    const rows = rowsOf(sections(textOf('README.md'), '##').Services)
    expect(rows.map(([, cell]) => codeIn(cell))).toContain(id)
    expect(linksOf(textOf('README.md'))).toContain(pageOf(provider))
  })
})

test('there are no pages of other vendors', () => {
  expect([...pathsOf('docs/providers/*.md')].sort()).toEqual([...new Set(PROVIDERS.map(pageOf))].sort())
})

const source = pathsOf('src/**/*.ts').map(textOf).join('\n')
const troubleshooting = textOf('docs/troubleshooting.md')

/** The messages that the page quotes right below each of its headings: the code, the anchor and the message. */
const quotes = Object.entries(sections(troubleshooting, '##')).flatMap(([code, text]) =>
  Object.entries({ [code]: text.split(/^### /m)[0] ?? '', ...sections(text, '###') }).flatMap(
    ([heading, part]) => {
      const [anchor = ''] = anchorsOf(`# ${heading}`)
      return [...part.matchAll(/^> `(.+)`$/gm)].map(([, message = '']) => ({
        code: codeIn(code),
        anchor,
        message,
      }))
    },
  ),
)

describe('troubleshooting', () => {
  const published = { GITHUB_ACTION_REPOSITORY: 'your-org/await-export', GITHUB_ACTION_REF: 'v1' }
  const anchorOf = (fields: Partial<Failure>) => guideTo(failure(fields), {}).split('#')[1]

  test('has a section for each failure code, and no others', () => {
    const headings = Object.keys(sections(troubleshooting, '##'))
    expect(headings.map(codeIn)).toEqual([...FAILURE_CODES])
  })

  test.each(FAILURE_CODES)('is linked for %s, with the version that runs', code => {
    const link = guideTo(failure({ code, reason: '', hint: '' }), published)
    expect(link).toBe(`https://github.com/your-org/await-export/blob/v1/docs/troubleshooting.md#${code}`)
    expect(linkProblem('README.md', `docs/troubleshooting.md#${code}`)).toBeUndefined()
  })

  test.each([
    {},
    { GITHUB_ACTION_REPOSITORY: 'a/b' },
    { GITHUB_ACTION_REPOSITORY: 'a/b', GITHUB_ACTION_REF: 'x y' },
  ])('is named without a link if the repository of the action is not known: %j', env => {
    const unspecific = failure({ code: 'network', reason: '', hint: '' })
    expect(guideTo(unspecific, env)).toBe('docs/troubleshooting.md#network')
  })

  test('every heading quotes a message', () => {
    const headings = anchorsOf(troubleshooting).slice(1)
    const withCases = headings.filter(heading => !quotes.some(({ anchor }) => anchor === heading))
    const general = withCases.filter(heading => quotes.some(({ code }) => code === heading))
    expect(withCases).toEqual(general)
  })

  test.each(quotes)('$code: "$message" leads to #$anchor, and is a message of the action', quote => {
    const { code, anchor, message } = quote
    expect(anchorOf({ code: code as FailureCode, reason: `About it: ${message}.`, hint: '' })).toBe(anchor)
    expect(source).toContain(message.replace(/HTTP \d+/, 'HTTP {status}'))
  })

  const headings = Object.entries(HEADINGS).flatMap(([code, ofCode]) =>
    Object.entries(ofCode).flatMap(([anchor, messages]) =>
      messages.map(message => ({ code, anchor, message })),
    ),
  )
  test.each(headings)('quotes "$message" below #$anchor', heading => {
    expect(quotes).toContainEqual(heading)
  })

  test.each([
    [401, 'http-401'],
    [403, 'http-403'],
    [404, 'http-404'],
    [409, 'http-409'],
    [410, 'http-410'],
    [422, 'http-400-or-422'],
    [429, 'rate-limit'],
    [503, 'server-error'],
  ])('is linked for HTTP %i of the API', (status, anchor) => {
    const { request, credentials } = parseInputs(rawInputs(COMPLETE_STEPS.snyk ?? {}), EXAMPLE_CONTEXT)
    const { provider, place } = request
    const context = { provider, place, credentials, reaction: 'kept', purpose: 'for the status' } as const
    const response = { status, headers: {}, json: undefined }
    expect(anchorOf(toFailure(responseFailure(response, context, new Date(0))))).toBe(anchor)
  })

  test('is linked for one wrong input, but only its code for several', () => {
    const reason = 'One input is wrong. timeout: `5` has no unit. Use 5s, 5m or 5h.'
    expect(anchorOf({ code: 'input', reason })).toBe('duration-has-no-unit')
    expect(anchorOf({ code: 'input', reason: `2 inputs are wrong:\n- ${reason}` })).toBe('input')
  })
})
