import type { Fault } from '../../simulator/faults.ts'
import type { LocalFile } from '../../src/download/task.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { useStage } from '../artifact/stage.ts'
import { failureOf } from '../support/failure-of.ts'
import { until } from '../support/until.ts'

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
const calls = () => stage().service.requests.map(request => request.url.pathname.split('/').at(-1))

test('U02 a name that is already in use fails the upload with a hint', async () => {
  await stage().upload([await file()])
  const error = await failureOf(stage().upload([await file()]))
  expect(error).toMatchObject({
    code: 'upload',
    message: 'This run already has an artifact "export".',
  })
  expect(error.hint).toContain('artifact-overwrite: true')
})

test('U02 with overwrite, an artifact that another job uploads meanwhile is deleted, too', async () => {
  stage().service.fail('CreateArtifact', refusal(409, 'already exists'))
  const artifact = await stage().upload([await file()], { overwrite: true })
  expect(stage().service.artifact('export')).toMatchObject({ id: artifact.id, finalized: true })
  expect(calls().filter(call => call === 'CreateArtifact')).toHaveLength(2)
})

test('U03 a connection that is reset leads to a retry', async () => {
  stage().service.fail('CreateArtifact', { kind: 'reset' })
  const artifact = await stage().upload([await file()])
  expect(stage().service.artifact('export')?.id).toBe(artifact.id)
  const [retry] = stage().events.filter(event => event.kind === 'retry')
  expect(retry).toMatchObject({
    retryInMs: 1000,
    error: {
      message: 'The connection to the artifact service failed (ECONNRESET).',
    },
  })
})

test('U03 a connection that is always reset fails the upload after three attempts', async () => {
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

test('U03 U04 a truncated response never settles, and download-timeout ends the upload', async () => {
  const timeout = new ExportError('download', 'download-timeout')
  for (const method of ['CreateArtifact', 'FinalizeArtifact'] as const) {
    stage().service.fail(method, { kind: 'truncate', afterBytes: 5 })
    const controller = new AbortController()
    const request = { name: method }
    const uploading = failureOf(stage().upload([await file()], request, controller.signal))
    await until(() => calls().includes(method))
    controller.abort(timeout)
    expect(await uploading).toBe(timeout)
  }
})

test.each([
  [refusal(401, ''), 'The artifact service did not accept the runtime token (HTTP 401).'],
  [
    refusal(403, 'insufficient permission'),
    'The artifact service rejected the request (HTTP 403): insufficient permission.',
  ],
  [refusal(403, 'insufficient usage to create artifact'), 'The account has no artifact storage left.'],
  [refusal(400, 'bad name'), 'The artifact service rejected the request (HTTP 400).'],
])('U03 a rejected request fails the upload at once: %j', async (fault, reason) => {
  stage().service.fail('CreateArtifact', fault)
  const error = await failureOf(stage().upload([await file()]))
  expect(error).toMatchObject({ code: 'upload', message: reason })
  expect(error.hint).toContain('files are kept')
  expect(calls()).toEqual(['CreateArtifact'])
})

/** The request takes effect, but a gateway replaces its response. */
const lost: Fault = { kind: 'change', change: () => ({ status: 408, body: '{"msg":"lost"}' }) }

test('U04 an artifact is found although the response to Finalize was lost', async () => {
  stage().service.fail('FinalizeArtifact', lost)
  const artifact = await stage().upload([await file()])
  const stored = stage().service.artifact('export')
  expect(stored).toMatchObject({ id: artifact.id, digest: `sha256:${artifact.digest}`, finalized: true })
  expect(calls()).toEqual(['CreateArtifact', 'FinalizeArtifact', 'ListArtifacts'])
})

test.each([
  ['digest', { digest: `sha256:${'0'.repeat(64)}` }],
  ['size', { size: '1' }],
])('U04 an artifact of the name with another %s is not accepted', async (_, changes) => {
  stage().service.fail('FinalizeArtifact', lost)
  stage().service.fail('ListArtifacts', {
    kind: 'change',
    change: response => {
      const { artifacts } = JSON.parse(String(response.body))
      return { ...response, body: JSON.stringify({ artifacts: [{ ...artifacts[0], ...changes }] }) }
    },
  })
  const error = await failureOf(stage().upload([await file()]))
  expect(error.message).toBe('The artifact service rejected the request (HTTP 408).')
  expect(calls()).toEqual(['CreateArtifact', 'FinalizeArtifact', 'ListArtifacts'])
})

test('U04 a rejected Finalize fails the upload', async () => {
  stage().service.fail('FinalizeArtifact', refusal(403, 'Forbidden'))
  const error = await failureOf(stage().upload([await file()]))
  expect(error.message).toBe('The artifact service rejected the request (HTTP 403): Forbidden.')
  expect(stage().service.artifact('export')?.finalized).toBe(false)
})

test('U04 a reset Finalize is never a success: the failed attempt keeps the name', async () => {
  stage().service.fail('FinalizeArtifact', { kind: 'reset' })
  const error = await failureOf(stage().upload([await file()]))
  expect(error.message).toContain('its incomplete artifact still uses the name "export"')
  expect(calls()).toEqual([
    ...['CreateArtifact', 'FinalizeArtifact', 'ListArtifacts'],
    ...['CreateArtifact', 'ListArtifacts'],
  ])
})

test('U05 a block that the storage throttles is sent again', async () => {
  stage().service.failStorage(storageRefusal(503, 'ServerBusy'))
  const artifact = await stage().upload([await file()])
  expect(stage().service.artifact('export')?.id).toBe(artifact.id)
})

test('U05 a signed URL that the storage rejects fails the upload', async () => {
  stage().service.failStorage(storageRefusal(403, 'AuthenticationFailed'))
  const error = await failureOf(stage().upload([await file()]))
  expect(error.message).toBe('The artifact storage rejected the signed URL (HTTP 403).')
})

test('U05 a storage that accepts no bytes fails the upload', async () => {
  stage().env.ACTIONS_ARTIFACT_UPLOAD_TIMEOUT_MS = '50'
  stage().service.failStorage({ kind: 'stall' })
  const error = await failureOf(stage().upload([await file()]))
  expect(error.message).toContain('The artifact service stopped responding')
})

test('an abort ends the upload at once with its reason', async () => {
  stage().service.fail('CreateArtifact', { kind: 'stall' })
  const reason = new ExportError('aborted', 'stopped by a signal')
  const controller = new AbortController()
  const uploading = failureOf(stage().upload([await file()], {}, controller.signal))
  controller.abort(reason)
  expect(await uploading).toBe(reason)
})

test('text of the server appears neither in events nor in the error', async () => {
  stage().service.fail('CreateArtifact', refusal(400, '\n::set-output name=status::succeeded\n##[add-mask]e'))
  const error = await failureOf(stage().upload([await file()]))
  expect(`${error.message}${error.hint}${JSON.stringify(stage().events)}`).not.toMatch(/set-output|add-mask/)
})
