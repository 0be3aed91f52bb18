import { callClient } from '../../src/artifact/client-call.ts'
import type { ProgressEvent } from '../../src/exports/events.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const MINUTE_MS = 60_000
const told: ProgressEvent[] = []
const ports = (signal = new AbortController().signal) => ({
  clock: virtualClock({ advance: 'idle' }),
  emit: (event: ProgressEvent) => void told.push(event),
  signal,
})
const say = (line: string) => process.stdout.write(`${line}\n`)
const forever = () => new Promise<never>(() => {})

beforeEach(() => {
  told.length = 0
})

test('the value of a call comes with what the client printed', async () => {
  const digest = 'a'.repeat(64)
  const ending = await callClient(async () => {
    say('Beginning upload of artifact content to blob storage')
    await new Promise(resolve => setImmediate(resolve))
    say('Uploaded bytes 8388608')
    say('Uploaded bytes 9000000')
    say(`SHA256 digest of uploaded artifact is ${digest}`)
    say('Finalizing artifact upload')
    return 7
  }, ports())
  expect(ending).toEqual({
    kind: 'done',
    value: 7,
    narration: { phase: 'finalizing', sentBytes: 9_000_000, digest, repeated: false, complaints: [] },
  })
})

test.each([
  ['Artifact name is valid!', 5],
  ['Beginning upload of artifact content to blob storage', 11],
  ['Finalizing artifact upload', 5],
])('after "%s" %s silent minutes are too long', async (line, minutes) => {
  const patient = ports()
  const ending = await callClient(() => {
    say(line)
    return forever()
  }, patient)
  expect(patient.clock.now()).toBe(minutes * MINUTE_MS)
  expect(ending).toMatchObject({
    kind: 'failed',
    thrown: {
      message: `The artifact service did not answer for ${minutes} minutes.`,
      outlook: 'transient',
    },
  })
})

test('output of the client restarts the time limit', async () => {
  const patient = ports()
  const ending = await callClient(async () => {
    for (let block = 1; block <= 5; block++) {
      say(`Uploaded bytes ${block}`)
      await patient.clock.sleep(4 * MINUTE_MS, new AbortController().signal)
    }
    return 'sent'
  }, patient)
  expect(ending).toMatchObject({ kind: 'done', value: 'sent' })
})

test('a repeated request is reported in our words, and makes a conflict ambiguous', async () => {
  const ending = await callClient(async () => {
    say(
      'Attempt 1 of 5 failed with error: Failed request: (503) ::set-output::x. Retrying request in 3000 ms...',
    )
    throw new Error('the end')
  }, ports())
  expect(ending).toMatchObject({ kind: 'failed', narration: { repeated: true } })
  expect(told).toMatchObject([
    {
      kind: 'retry',
      retryInMs: 3000,
      error: { message: 'The artifact service is out of order (HTTP 503).' },
    },
  ])
})

test('a file that the archive lacks is remembered', async () => {
  const ending = await callClient(async () => {
    say('::warning::ENOENT warning during artifact zip creation. No such file or directory')
  }, ports())
  expect(ending.narration.warnings).toHaveLength(1)
})

test('an abort rejects with its reason, before and during the call', async () => {
  const reason = new ExportError('aborted', 'stopped')
  await expect(callClient(forever, ports(AbortSignal.abort(reason)))).rejects.toBe(reason)
  const controller = new AbortController()
  const call = callClient(forever, ports(controller.signal))
  controller.abort(reason)
  await expect(call).rejects.toBe(reason)
})
