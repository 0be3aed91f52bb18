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

const response = (status: number, body: string, headers = {}): Fault => ({
  kind: 'response',
  response: { status, headers: { 'content-type': 'application/json', ...headers }, body },
})

const artifactOf = ({ job }: Run) => service.artifact(`vmware-export-${job.id}`)

/** The step succeeds exactly when the service holds the whole artifact. */
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

test('U03 a Create that is reset is tried again', async () => {
  service.fail('CreateArtifact', { kind: 'reset' })
  await expectUploaded(await action.play(scene()))
})

test.each([
  ['a refusal', response(403, '{"code":"permission_denied","msg":"no"}'), /refused \(HTTP 403\)/],
  [
    'a quota that is used up',
    response(403, '{"code":"resource_exhausted","msg":"insufficient usage to create artifact"}'),
    /no artifact storage left/,
  ],
] as const)('U03 %s ends the upload at once, and the step fails', async (_, fault, says) => {
  service.fail('CreateArtifact', fault)
  await expectNotUploaded(await action.play(scene()), says)
})

test('U04 an upload whose Finalize response was lost is looked up and adopted', async () => {
  service.fail('FinalizeArtifact', { kind: 'truncate', afterBytes: 3 })
  await expectUploaded(await action.play(scene()))
})

test('U05 a storage that takes no bytes ends the upload, and the process', async () => {
  service.failStorage(...Array<Fault>(3).fill({ kind: 'stall' }))
  const env = { ACTIONS_ARTIFACT_UPLOAD_TIMEOUT_MS: '2000' }
  await expectNotUploaded(
    await action.play(scene(env)),
    /stopped answering|what is left of it holds the name/,
  )
})

test('C01 a signal while uploading ends the step, with the files kept and reported', async () => {
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
