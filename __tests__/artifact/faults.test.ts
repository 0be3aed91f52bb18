import type { Fault } from '../../simulator/faults.ts'
import type { LocalFile } from '../../src/exports/events.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { failureOf } from '../support/failure-of.ts'
import { until } from '../support/until.ts'
import { useStage } from './stage.ts'

const { stage } = useStage()

const refusal = (status: number, msg: string): Fault => ({
  kind: 'response',
  response: { status, body: JSON.stringify({ code: 'refused', msg }) },
})
const storageRefusal = (status: number, code: string): Fault => ({
  kind: 'response',
  response: {
    status,
    headers: { 'content-type': 'application/xml', 'x-ms-error-code': code },
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>refused</Message></Error>`,
  },
})
const file = (): Promise<LocalFile> => stage().write('export.csv', 'id\n1\n')
/** Lets a client that has gone silent stay so. */
async function silentMinutes(minutes: number): Promise<void> {
  await stage().clock.untilSleeping()
  stage().clock.advance(minutes * 60_000)
}
const calls = () => stage().service.requests.map(request => request.url.pathname.split('/').at(-1))

test('U02 a name that the run already has is a conflict, reported with what to do', async () => {
  await stage().upload([await file()])
  const error = await failureOf(stage().upload([await file()]))
  expect(error).toMatchObject({
    code: 'upload',
    message: 'This run already has an artifact "export".',
  })
  expect(error.hint).toContain('"artifact-overwrite: true"')
})

test('U02 with overwrite, a name that another job takes meanwhile is deleted again', async () => {
  stage().service.fail('CreateArtifact', refusal(409, 'already exists'))
  const artifact = await stage().upload([await file()], { overwrite: true })
  expect(stage().service.artifact('export')).toMatchObject({ id: artifact.id, finalized: true })
  expect(calls().filter(call => call === 'CreateArtifact')).toHaveLength(2)
})

test('U03 a connection that is reset is tried again', async () => {
  stage().service.fail('CreateArtifact', { kind: 'reset' })
  const artifact = await stage().upload([await file()])
  expect(stage().service.artifact('export')?.id).toBe(artifact.id)
  const [trouble] = stage().events.filter(event => event.kind === 'retry')
  expect(trouble).toMatchObject({
    retryInMs: 2000,
    error: {
      message: 'The connection to the artifact service failed (ECONNRESET).',
    },
  })
})

test('U03 after three attempts a connection that is always reset fails the upload', async () => {
  stage().service.fail(
    'CreateArtifact',
    { kind: 'reset' },
    { kind: 'reset' },
    { kind: 'reset' },
    { kind: 'reset' },
  )
  const error = await failureOf(stage().upload([await file()]))
  expect(error.message).toContain('ECONNRESET')
  expect(calls()).toHaveLength(3)
})

test('U03 a response to Create that is cut short fails after five minutes', async () => {
  stage().service.fail('CreateArtifact', { kind: 'truncate', afterBytes: 5 })
  const uploading = failureOf(stage().upload([await file()]))
  await until(() => stage().service.artifact('export') !== undefined)
  await silentMinutes(5)
  const error = await uploading
  expect(stage().clock.now()).toBeGreaterThanOrEqual(5 * 60_000)
  // The service keeps the name for the attempt that broke off.
  expect(error.message).toBe(
    'An upload of this step broke off, and what is left of it holds the name "export". What broke it: The artifact service did not answer for 5 minutes.',
  )
  expect(calls()).toEqual(['CreateArtifact', 'CreateArtifact'])
})

test.each([
  [refusal(401, ''), 'The artifact service did not accept the runtime token (HTTP 401).'],
  [refusal(403, 'insufficient permission'), 'The artifact service refused (HTTP 403).'],
  [refusal(403, 'insufficient usage to create artifact'), 'The account has no artifact storage left.'],
  [refusal(400, 'bad name'), 'The artifact service refused (HTTP 400).'],
])('U03 a refusal ends the upload at once: %j', async (fault, reason) => {
  stage().service.fail('CreateArtifact', fault)
  const error = await failureOf(stage().upload([await file()]))
  expect(error).toMatchObject({ code: 'upload', message: reason })
  expect(error.hint).toContain('files are kept')
  expect(calls()).toEqual(['CreateArtifact'])
})

test('U04 an upload whose Finalize response was lost is found and adopted', async () => {
  stage().service.fail('FinalizeArtifact', { kind: 'truncate', afterBytes: 5 })
  const uploading = stage().upload([await file()])
  await until(() => stage().service.artifact('export')?.finalized === true)
  await silentMinutes(5)
  const artifact = await uploading
  const stored = stage().service.artifact('export')
  expect(stored).toMatchObject({ id: artifact.id, digest: `sha256:${artifact.digest}`, finalized: true })
  expect(calls()).toEqual(['CreateArtifact', 'FinalizeArtifact', 'ListArtifacts'])
})

/** The list of artifacts with one of our name, which is like the stored one but for some fields. */
function listing(changes: object): Fault {
  const { id, name, size, digest } = stage().service.artifact('export') ?? {}
  const database_id = String(id)
  const artifacts = [{ database_id, name, size: String(size), digest, ...changes }]
  return { kind: 'response', response: { status: 200, body: JSON.stringify({ artifacts }) } }
}

test.each([
  ['digest', { digest: `sha256:${'0'.repeat(64)}` }],
  ['size', { size: '1' }],
])('U04 an artifact that is found by name and has another %s is not adopted', async (_, changes) => {
  stage().service.fail('FinalizeArtifact', { kind: 'truncate', afterBytes: 5 })
  const uploading = failureOf(stage().upload([await file()]))
  await until(() => stage().service.artifact('export')?.finalized === true)
  stage().service.fail('ListArtifacts', listing(changes), listing(changes))
  await silentMinutes(5)
  expect((await uploading).message).toContain('what is left of it holds the name "export"')
  expect(calls().filter(call => call === 'ListArtifacts')).toHaveLength(2)
})

test('U04 a refused Finalize leaves nothing to take', async () => {
  stage().service.fail('FinalizeArtifact', refusal(403, 'Forbidden'))
  const error = await failureOf(stage().upload([await file()]))
  expect(error.message).toBe('The artifact service refused (HTTP 403).')
  expect(stage().service.artifact('export')?.finalized).toBe(false)
})

test('U04 a reset Finalize is never a success: the name is held by the attempt that failed', async () => {
  stage().service.fail('FinalizeArtifact', { kind: 'reset' })
  const error = await failureOf(stage().upload([await file()]))
  expect(error.message).toContain('what is left of it holds the name "export"')
  expect(calls()).toEqual([
    ...['CreateArtifact', 'FinalizeArtifact', 'ListArtifacts'],
    ...['CreateArtifact', 'ListArtifacts'],
  ])
})

test('U05 one block that the storage throttles is sent again', async () => {
  stage().service.failStorage(storageRefusal(503, 'ServerBusy'))
  const artifact = await stage().upload([await file()])
  expect(stage().service.artifact('export')?.id).toBe(artifact.id)
})

test('U05 a signed link that the storage refuses ends the upload', async () => {
  stage().service.failStorage(storageRefusal(403, 'AuthenticationFailed'))
  const error = await failureOf(stage().upload([await file()]))
  expect(error.message).toBe('The artifact storage refused the signed link (HTTP 403).')
})

test('U05 a storage that takes no bytes ends the upload', async () => {
  stage().env.ACTIONS_ARTIFACT_UPLOAD_TIMEOUT_MS = '50'
  stage().service.failStorage({ kind: 'stall' })
  const error = await failureOf(stage().upload([await file()]))
  expect(error.message).toContain('The artifact service stopped answering')
})

test('an abort ends the upload at once with its reason, whatever the client does', async () => {
  stage().service.fail('CreateArtifact', { kind: 'stall' })
  const reason = new ExportError('aborted', 'stopped by a signal')
  const controller = new AbortController()
  const uploading = failureOf(stage().upload([await file()], {}, controller.signal))
  controller.abort(reason)
  expect(await uploading).toBe(reason)
})

test('text of the server reaches neither the log nor the error', async () => {
  stage().service.fail('CreateArtifact', refusal(400, '\n::set-output name=status::succeeded\n##[add-mask]e'))
  const error = await failureOf(stage().upload([await file()]))
  expect(`${error.message}${error.hint}${JSON.stringify(stage().events)}`).not.toMatch(/set-output|add-mask/)
})
