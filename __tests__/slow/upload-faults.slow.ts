import type { Fault } from '../../simulator/faults.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { type ResultsService, startResultsService } from '../../simulator/results-service.ts'
import { type Inputs, type Run, useAction } from '../support/action.ts'
import { expectFiles } from '../support/action-files.ts'
import { interrupted } from '../support/interrupted.ts'
import { until } from '../support/until.ts'

const action = useAction()
const FACTOR = 60
let service: ResultsService

beforeAll(async () => {
  service = await startResultsService()
})

afterAll(() => service.close())

const scene = (env: Inputs = {}, inputs: Inputs = {}) => ({
  plan: planFor('vmware', 'succeeded'),
  factor: FACTOR,
  inputs: { 'upload-artifact': 'true', ...inputs },
  env: { ...service.env, ...env },
})

const answer = (status: number, body: string, headers = {}): Fault => ({
  kind: 'response',
  response: { status, headers: { 'content-type': 'application/json', ...headers }, body },
})

const artifactOf = ({ job }: Run) => service.artifact(`vmware-export-${job.id}`)

/** The step is green exactly when the service holds the whole artifact. */
async function expectUploaded(run: Run): Promise<void> {
  await expectFiles(run)
  expect(run.result.outputs).toMatchObject({
    status: 'succeeded',
    'artifact-id': String(artifactOf(run)?.id),
  })
  expect(artifactOf(run)?.finalized).toBe(true)
}

/** The step is red, the files are kept, and no output names an artifact. */
async function expectNotUploaded(run: Run, says: RegExp): Promise<void> {
  await expectFiles(run)
  expect(run.result.outputs).toMatchObject({
    'failure-code': 'upload',
    'artifact-id': '',
    'artifact-url': '',
  })
  expect(run.error).toMatch(says)
}

test.each([
  ['a reset', { kind: 'reset' }],
  ['a page in its place', answer(200, '<html>sign in</html>', { 'content-type': 'text/html' })],
  ['an outage', answer(500, '{"code":"internal","msg":"example"}')],
] as const)('U03 %s of Create is tried again', async (_, fault) => {
  service.fail('CreateArtifact', fault)
  await expectUploaded(await action.play(scene()))
})

test.each([
  ['a refusal', answer(403, '{"code":"permission_denied","msg":"no"}'), /refused \(HTTP 403\)/],
  [
    'a quota that is used up',
    answer(403, '{"code":"resource_exhausted","msg":"insufficient usage to create artifact"}'),
    /no artifact storage left/,
  ],
] as const)('U03 %s ends the upload at once, and the step is red', async (_, fault, says) => {
  service.fail('CreateArtifact', fault)
  await expectNotUploaded(await action.play(scene()), says)
})

test('U03 a Create that is always reset is given up after three attempts', async () => {
  service.fail('CreateArtifact', ...Array<Fault>(3).fill({ kind: 'reset' }))
  await expectNotUploaded(
    await action.play(scene()),
    /connection to the artifact service failed \(ECONNRESET\)/,
  )
})

test('U03 a Create that is cut short leaves a name that is taken, and the step is red', async () => {
  service.fail('CreateArtifact', { kind: 'truncate', afterBytes: 3 })
  await expectNotUploaded(await action.play(scene()), /what is left of it holds the name/)
})

test('U04 an upload whose Finalize answer was lost is looked up and taken', async () => {
  service.fail('FinalizeArtifact', { kind: 'truncate', afterBytes: 3 })
  await expectUploaded(await action.play(scene()))
})

test('U05 a storage that throttles is waited for', async () => {
  service.failStorage(answer(503, '', { 'x-ms-error-code': 'ServerBusy' }))
  await expectUploaded(await action.play(scene()))
})

test('U05 a storage that refuses the signed link ends the upload', async () => {
  service.failStorage(answer(403, '', { 'x-ms-error-code': 'AuthenticationFailed' }))
  await expectNotUploaded(await action.play(scene()), /refused the signed link \(HTTP 403\)/)
})

test('U05 a storage that takes no bytes ends the upload, and the process', async () => {
  service.failStorage(...Array<Fault>(3).fill({ kind: 'stall' }))
  const env = { ACTIONS_ARTIFACT_UPLOAD_TIMEOUT_MS: '2000' }
  await expectNotUploaded(
    await action.play(scene(env)),
    /stopped answering|what is left of it holds the name/,
  )
})

test.each([
  ['a token that is none', { ACTIONS_RUNTIME_TOKEN: 'opaque' }],
  [
    'a token without the scope',
    { ACTIONS_RUNTIME_TOKEN: 'e30.eyJzY3AiOiJBY3Rpb25zLkdlbmVyaWNSZWFkOjEifQ.e30' },
  ],
  ['no address of the service', { ACTIONS_RESULTS_URL: '' }],
])('U06 %s is told before anything is sent', async (_, env) => {
  const before = service.requests.length
  await expectNotUploaded(await action.play(scene(env)), /ACTIONS_(RUNTIME_TOKEN|RESULTS_URL)|runtime token/i)
  expect(service.requests).toHaveLength(before)
})

test('C01 a signal while uploading ends the step, with the files kept and told', async () => {
  service.fail('CreateArtifact', { kind: 'stall' })
  const before = service.requests.length
  const { factor: _, ...unhurried } = scene()
  const playing = await action.start(unhurried)
  // The artifact client is loaded by then, which keeps a busy machine from hearing the signal.
  await until(() => service.requests.length > before)
  const run = await interrupted(playing, 'SIGTERM')
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'aborted', 'artifact-id': '' })
  await expectFiles(run)
})
