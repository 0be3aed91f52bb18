import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { StepResult } from '../../simulator/step.ts'
import type { Run } from './action.ts'

const manifest = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8'))
const OUTPUTS: readonly string[] = Object.keys(manifest.outputs)

/** Outputs with one value per line. */
const LISTS = ['download-url', 'export-id']

/** The status for each failure code whose status is not `error`. */
const STATUS_OF: Readonly<Record<string, string>> = {
  '': 'succeeded',
  'export-failed': 'failed',
  'export-cancelled': 'cancelled',
  'timed-out': 'timed-out',
  aborted: 'aborted',
}

const MASK = '::add-mask::'

/** Expects what must hold for every finished step. */
export function expectInvariants(run: Run): void {
  const { result } = run
  expectOutputs(result)
  expectConsistentResult(result)
  expectNoSecret(run)
  expectCredentialsOnlyAtApi(run)
  expect(result.files.filter(file => file.includes('.await-export-'))).toEqual([])
}

/** Expects that the manifest has the same values as the outputs. */
function expectManifest(outputs: StepResult['outputs']): void {
  const manifest = JSON.parse(readFileSync(outputs.manifest ?? '', 'utf8'))
  for (const [name, text] of Object.entries(outputs)) {
    const value = manifest[name.replaceAll(/-(\w)/g, (_, unit: string) => unit.toUpperCase())]
    const isTyped = Object(value) === value
    if (!['manifest', 'download-url'].includes(name) && text !== '')
      expect(isTyped ? JSON.parse(text) : text).toEqual(isTyped ? value : String(value))
  }
}

function expectOutputs({ outputs }: StepResult): void {
  expect(OUTPUTS).toHaveLength(27)
  expect(Object.keys(outputs).sort()).toEqual([...OUTPUTS].sort())
  const broken = Object.entries(outputs).filter(([name, text]) => !LISTS.includes(name) && /\n/.test(text))
  expect(broken).toEqual([])
  if (outputs.files !== '') expect(Array.isArray(JSON.parse(outputs.files ?? ''))).toBe(true)
  expectManifest(outputs)
  expect(JSON.parse(outputs.files ?? '')).toHaveLength(Number(outputs['file-count']))
  expect(typeof JSON.parse(outputs.details ?? '')).toBe('object')
}

/** Exit code, error annotation, `status` and `failure-code` must be consistent. */
function expectConsistentResult({ exitCode, signal, log, outputs }: StepResult): void {
  const { status, 'failure-code': code = '', 'failure-reason': reason } = outputs
  expect([exitCode, signal]).toEqual([code === '' ? 0 : 1, null])
  expect(status).toBe(STATUS_OF[code] ?? 'error')
  expect(reason === '').toBe(code === '')
  expect(log.split('\n').filter(line => line.startsWith('::error'))).toHaveLength(code === '' ? 0 : 1)
}

/** No secret of the simulator and no value masked by the step may be shown anywhere. */
function expectNoSecret(run: Run): void {
  const shown = shownBy(run)
  const secrets = [...apiSecrets(run), ...signatures(run), ...masked(run.result.log)]
  expect(secrets.filter(secret => shown.includes(secret))).toEqual([])
}

/** The text of a workflow command, decoded as by the runner. */
export function unescaped(text: string): string {
  const units = { '%25': '%', '%0D': '\r', '%0A': '\n' }
  return text.replaceAll(/%(25|0D|0A)/g, code => units[code as keyof typeof units])
}

/** Everything that the step wrote, without the mask commands, which the runner does not log. */
function shownBy({ summary, result: { log, outputs, files, ...result } }: Run): string {
  const lines = log.split('\n').filter(line => !line.startsWith(MASK))
  const read = lines.map(line => (line.startsWith('::') ? unescaped(line) : line))
  return [...read, ...Object.values({ ...outputs, 'download-url': '' }), summary, result.summary]
    .concat(files)
    .join('\n')
}

function apiSecrets({ simulator, env }: Run): readonly string[] {
  const { snyk, sailpoint, vmware, closient } = simulator.credentials
  const api = simulator.requests.filter(({ server }) => server === 'api')
  const sent = api.map(({ headers }) => headers.authorization?.split(' ')[1])
  const refreshBodies = api.filter(({ method }) => method === 'PATCH').map(({ body }) => JSON.parse(body))
  return [snyk.token, sailpoint.clientSecret, vmware.password, closient.apiKey]
    .concat(
      sent.filter(token => token !== undefined),
      refreshBodies,
    )
    .concat(env.ACTIONS_RUNTIME_TOKEN || [])
}

/** Signatures of the output and requested links: encoded, decoded, and the complete query. */
function signatures({ simulator, result }: Run): readonly string[] {
  const output = (result.outputs['download-url'] ?? '').split('\n').filter(link => link !== '')
  const requested = simulator.requests.filter(({ server }) => server === 'store').map(({ url }) => url.href)
  return [...output, ...requested].flatMap(link => {
    const { search, searchParams } = new URL(link)
    const [value = ''] = ['X-Amz-Signature', 'X-Goog-Signature', 'sig'].flatMap(name =>
      searchParams.getAll(name),
    )
    return [search, value, encodeURIComponent(value)]
  })
}

function masked(log: string): readonly string[] {
  const lines = log.split('\n').filter(line => line.startsWith(MASK))
  return lines.map(line => unescaped(line.slice(MASK.length)))
}

/** No API credential may reach the object store, and a login request must not carry one. */
function expectCredentialsOnlyAtApi(run: Run): void {
  const { requests } = run.simulator
  const store = requests.filter(({ server }) => server === 'store')
  const sent = JSON.stringify(store.map(({ headers, url, body }) => [headers, url.href, body]))
  expect(apiSecrets(run).filter(secret => sent.includes(secret))).toEqual([])
  const credentialHeaders = ['authorization', 'x-api-key', 'cookie']
  expect(store.filter(({ headers }) => credentialHeaders.some(name => headers[name] !== undefined))).toEqual(
    [],
  )
  const logins = requests.filter(({ url }) => /^\/(oauth\/token|v1\/tokens)/.test(url.pathname))
  expect(logins.filter(({ headers }) => headers.authorization !== undefined)).toEqual([])
}
