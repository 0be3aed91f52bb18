import { type Fault, respond } from '../../simulator/faults.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { type ResultsService, startResultsService } from '../../simulator/results-service.ts'
import { type Inputs, type Run, useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'
import { interrupt } from '../support/step-end.ts'
import { until } from '../support/until.ts'

const action = useAction()
const FACTOR = 60
let service: ResultsService

beforeAll(async () => {
  service = await startResultsService()
})

afterAll(() => service.close())

const setup = (env: Inputs = {}, inputs: Inputs = {}) => ({
  plan: planFor('vmware', 'succeeded'),
  factor: FACTOR,
  inputs: { 'upload-artifact': 'true', ...inputs },
  env: { ...service.env, ...env },
})

const respondWith = (status: number, body: string, headers = {}) =>
  respond(status, body, { 'content-type': 'application/json', ...headers })

const artifactOf = ({ job }: Run) => service.artifact(`vmware-export-${job.id}`)

/** The step succeeds, and the service holds the complete artifact. */
async function expectUploaded(run: Run): Promise<void> {
  await expectFiles(run)
  expect(run.result.outputs).toMatchObject({
    status: 'succeeded',
    'artifact-id': String(artifactOf(run)?.id),
  })
  expect(artifactOf(run)?.finalized).toBe(true)
}

/** The step fails, the files are kept, and no output names an artifact. */
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
  ['a web page', respondWith(200, '<html>sign in</html>', { 'content-type': 'text/html' })],
  ['an error', respondWith(500, '{"code":"internal","msg":"example"}')],
] as const)('U03 %s for Create leads to a retry', async (_, fault) => {
  service.fail('CreateArtifact', fault)
  await expectUploaded(await action.run(setup()))
})

test.each([
  [
    'a rejection',
    respondWith(403, '{"code":"permission_denied","msg":"no"}'),
    /rejected the request \(HTTP 403\)/,
  ],
  [
    'a used-up quota',
    respondWith(403, '{"code":"resource_exhausted","msg":"insufficient usage to create artifact"}'),
    /no artifact storage left/,
  ],
] as const)('U03 %s fails the upload at once', async (_, fault, says) => {
  service.fail('CreateArtifact', fault)
  await expectNotUploaded(await action.run(setup()), says)
})

test('U03 a Create that is always reset fails after three attempts', async () => {
  service.fail('CreateArtifact', ...Array<Fault>(3).fill({ kind: 'reset' }))
  await expectNotUploaded(
    await action.run(setup()),
    /connection to the artifact service failed \(ECONNRESET\)/,
  )
})

test.each([
  ['U03', 'CreateArtifact'],
  ['U04', 'FinalizeArtifact'],
] as const)('%s download-timeout ends an upload whose response to %s is truncated', async (_, method) => {
  service.fail(method, { kind: 'truncate', afterBytes: 3 })
  const run = await action.run(setup({}, { 'download-timeout': '10m' }))
  await expectNotUploaded(run, /download-timeout/)
})

test('U04 an artifact is found although the response to Finalize was lost', async () => {
  service.fail('FinalizeArtifact', {
    kind: 'change',
    change: () => respondWith(408, '{"msg":"lost"}').response,
  })
  await expectUploaded(await action.run(setup()))
})

test('U05 a storage that throttles leads to a retry', async () => {
  service.failStorage(respondWith(503, '', { 'x-ms-error-code': 'ServerBusy' }))
  await expectUploaded(await action.run(setup()))
})

test('U05 a storage that rejects the signed URL fails the upload', async () => {
  service.failStorage(respondWith(403, '', { 'x-ms-error-code': 'AuthenticationFailed' }))
  await expectNotUploaded(await action.run(setup()), /rejected the signed URL \(HTTP 403\)/)
})

test('U05 a storage that accepts no bytes fails the upload, and the process ends', async () => {
  service.failStorage(...Array<Fault>(3).fill({ kind: 'stall' }))
  const env = { ACTIONS_ARTIFACT_UPLOAD_TIMEOUT_MS: '2000' }
  await expectNotUploaded(
    await action.run(setup(env)),
    /stopped responding|its incomplete artifact still uses the name/,
  )
})

test.each([
  ['a token that is not a JWT', { ACTIONS_RUNTIME_TOKEN: 'opaque' }],
  [
    'a token without the scope',
    { ACTIONS_RUNTIME_TOKEN: 'e30.eyJzY3AiOiJBY3Rpb25zLkdlbmVyaWNSZWFkOjEifQ.e30' },
  ],
  ['no URL of the service', { ACTIONS_RESULTS_URL: '' }],
])('U06 %s is reported before the first request', async (_, env) => {
  const before = service.requests.length
  const run = await action.run(setup(env))
  expect(run.result.outputs).toMatchObject({ status: 'error', 'failure-code': 'upload' })
  expect(run.error).toMatch(/ACTIONS_(RUNTIME_TOKEN|RESULTS_URL)|runtime token/i)
  expect(run.simulator.requests).toEqual([])
  expectNoFiles(run)
  expect(service.requests).toHaveLength(before)
})

test('C01 a signal during the upload ends the step, and the files are kept', async () => {
  service.fail('CreateArtifact', { kind: 'stall' })
  const before = service.requests.length
  const { factor: _, ...unhurried } = setup()
  const running = await action.start(unhurried)
  // By then the artifact client is loaded, which would delay signals on a busy machine.
  await until(() => service.requests.length > before)
  const run = await interrupt(running, 'SIGTERM')
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'aborted', 'artifact-id': '' })
  await expectFiles(run)
})
