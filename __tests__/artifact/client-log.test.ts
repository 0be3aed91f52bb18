import { callClient } from '../../src/artifact/client-log.ts'
import type { ExportEvent } from '../../src/exports/events.ts'
import { ExportError } from '../../src/failures/export-error.ts'

const write = process.stdout.write
let printed: string[]
let events: ExportEvent[]

beforeEach(() => {
  printed = []
  events = []
  process.stdout.write = ((chunk: string | Uint8Array) => printed.push(String(chunk)) > 0) as typeof write
})

afterEach(() => {
  process.stdout.write = write
})

const ports = (signal = new AbortController().signal) => ({
  emit: (event: ExportEvent) => {
    events.push(event)
    process.stdout.write('event\n')
  },
  signal,
})
const print = (line: string) => process.stdout.write(`${line}\n`)
const turn = () => new Promise(resolve => setImmediate(resolve))
const never = () => new Promise<never>(() => {})

test('returns the result of a call and the facts in its log', async () => {
  const digest = 'a'.repeat(64)
  const { log, result } = await callClient(async () => {
    print('Beginning upload of artifact content to blob storage')
    await turn()
    print('Uploaded bytes 8388608')
    print('Uploaded bytes 9000000')
    print(`SHA256 digest of uploaded artifact is ${digest}`)
    print('Finalizing artifact upload')
    return 7
  }, ports())
  expect(result).toEqual({ status: 'fulfilled', value: 7 })
  expect(log).toEqual({
    uploadedBytes: 9_000_000,
    digest,
    isFinalizing: true,
    hasRetried: false,
    lacksFile: false,
  })
})

test('a retry of the client is reported without its text', async () => {
  const error = new Error('the end')
  const { log, result } = await callClient(async () => {
    print(
      'Attempt 1 of 5 failed with error: Failed request: (503) ::set-output::x. Retrying request in 3000 ms...',
    )
    throw error
  }, ports())
  expect(result).toEqual({ status: 'rejected', reason: error })
  expect(log.hasRetried).toBe(true)
  expect(events).toMatchObject([
    { kind: 'retry', retryInMs: 3000, error: { message: 'The artifact service returned HTTP 503.' } },
  ])
  expect(printed).toEqual(['event\n'])
})

test('reports a file that is missing in the archive', async () => {
  const { log } = await callClient(async () => {
    print('::warning::ENOENT warning during artifact zip creation. No such file or directory')
  }, ports())
  expect(log.lacksFile).toBe(true)
})

test('masks and the output of other code are printed', async () => {
  const call = callClient(async () => {
    print('first')
    await turn()
    print('::add-mask::secret')
    print('::add-mask::secret\n::error::more than a mask')
    await turn()
  }, ports())
  print('other')
  await call
  expect(printed).toEqual(['other\n', '::add-mask::secret\n'])
})

test('stdout is restored after a call, and after one that fails', async () => {
  const before = process.stdout.write
  await callClient(async () => expect(process.stdout.write).not.toBe(before), ports())
  expect(process.stdout.write).toBe(before)
  await callClient(() => Promise.reject(new Error('failed')), ports())
  expect(process.stdout.write).toBe(before)
})

test('an abort rejects with its reason, before and during the call', async () => {
  const reason = new ExportError('aborted', 'stopped')
  await expect(callClient(never, ports(AbortSignal.abort(reason)))).rejects.toBe(reason)
  const controller = new AbortController()
  const call = callClient(never, ports(controller.signal))
  controller.abort(reason)
  await expect(call).rejects.toBe(reason)
})
