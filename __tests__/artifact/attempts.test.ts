import { type ArtifactCalls, type StoredArtifact, uploadInAttempts } from '../../src/artifact/attempts.ts'
import type { ExportEvent } from '../../src/exports/events.ts'
import { failureOf } from '../support/failure-of.ts'
import { virtualClock } from '../support/virtual-clock.ts'

/** One call of the client: its output, then its result or error. */
interface Step {
  readonly prints?: readonly string[]
  readonly ends: unknown
}

const STORED: StoredArtifact = { id: 7, size: 10, digest: 'a'.repeat(64) }
const rejected = (status: number): Step => ({ ends: new Error(`Failed request: (${status}) example`) })
const notFound = Object.assign(new Error('example'), { name: 'ArtifactNotFoundError' })
/** The response to Finalize is lost. */
const lost = (digest: string): Step => ({
  prints: [
    'Beginning upload of artifact content to blob storage',
    'Uploaded bytes 10',
    `SHA256 digest of uploaded artifact is ${digest}`,
    'Finalizing artifact upload',
  ],
  ends: new Error('Request timeout: example'),
})

/** Uploads with a client whose calls behave as given in `steps`. */
function upload(steps: Partial<Record<keyof ArtifactCalls, readonly Step[]>>, overwrite = false) {
  const called: string[] = []
  const events: ExportEvent[] = []
  const clock = virtualClock({ advance: 'idle' })
  const perform = async (call: keyof ArtifactCalls): Promise<StoredArtifact> => {
    const step = steps[call]?.[called.filter(earlier => earlier === call).length]
    called.push(call)
    if (step === undefined) throw new Error(`no "${call}" was expected`)
    for (const line of step.prints ?? []) process.stdout.write(`${line}\n`)
    if (step.ends instanceof Error) throw step.ends
    return step.ends as StoredArtifact
  }
  const calls: ArtifactCalls = {
    upload: () => perform('upload'),
    find: () => perform('find'),
    remove: () => perform('remove'),
  }
  const signal = new AbortController().signal
  const uploading = uploadInAttempts(
    calls,
    { name: 'export', overwrite },
    { clock, random: () => 0.5, emit: event => events.push(event), signal },
  )
  return { uploading, called, events, clock }
}

test('a successful upload takes one call', async () => {
  const { uploading, called, events } = upload({ upload: [{ ends: STORED }] })
  expect(await uploading).toBe(STORED)
  expect(called).toEqual(['upload'])
  expect(events).toEqual([])
})

test('an archive with a missing file fails the upload', async () => {
  const prints = ['::warning::ENOENT warning during artifact zip creation. No such file or directory']
  const { uploading, called } = upload({ upload: [{ prints, ends: STORED }] })
  const error = await failureOf(uploading)
  expect(error).toMatchObject({
    code: 'upload',
    message: 'A file disappeared while the artifact was packed.',
  })
  expect(error.hint).toContain('Delete the artifact, which lacks the file, and run the job again.')
  expect(called).toEqual(['upload'])
})

test('there are at most three attempts, with the backoff of all retries in between', async () => {
  const { uploading, called, events, clock } = upload({
    upload: [rejected(503), rejected(502), rejected(500)],
  })
  expect((await failureOf(uploading)).message).toBe(
    'The artifact service returned HTTP 500. Gave up after 3 failed attempts in 2.5 s.',
  )
  expect(called).toEqual(['upload', 'upload', 'upload'])
  expect(clock.now()).toBe(2_500)
  expect(events).toMatchObject([
    { kind: 'retry', retryInMs: 1000, error: { message: expect.stringContaining('503') } },
    { kind: 'retry', retryInMs: 1500, error: { message: expect.stringContaining('502') } },
  ])
})

test('U02 a name that is in use at the first attempt belongs to another artifact', async () => {
  const taken = rejected(409)
  const { uploading, called } = upload({ upload: [taken] })
  const error = await failureOf(uploading)
  expect(error.message).toBe('This run already has an artifact "export".')
  expect(error.cause).toBe(taken.ends)
  expect(called).toEqual(['upload'])
})

test('U02 a name that is in use again after each deletion belongs to another artifact', async () => {
  const { uploading, called } = upload(
    {
      remove: [{ ends: undefined }, { ends: undefined }, { ends: undefined }],
      upload: [rejected(409), rejected(409), rejected(409)],
    },
    true,
  )
  expect((await failureOf(uploading)).message).toContain('This run already has an artifact "export".')
  expect(called).toEqual(['remove', 'upload', 'remove', 'upload', 'remove', 'upload'])
})

test('U04 a name that is in use after a failed attempt belongs to that attempt', async () => {
  const taken = rejected(409)
  const { uploading } = upload({ upload: [rejected(503), rejected(502), taken] })
  const error = await failureOf(uploading)
  expect(error.message).toBe(
    'A previous upload attempt failed, and its incomplete artifact still uses the name "export". The attempt failed with: The artifact service returned HTTP 503.',
  )
  expect(error.hint).toContain('Run the workflow again, or use another artifact-name.')
  expect(error.cause).toBe(taken.ends)
})

test('U04 a name that is in use after a retry of the client belongs to this step', async () => {
  const prints = ['Attempt 1 of 5 failed with error: example. Retrying request in 3000 ms...']
  const { uploading, called } = upload({ upload: [{ ...rejected(409), prints }] })
  expect((await failureOf(uploading)).message).toBe(
    'A previous upload attempt failed, and its incomplete artifact still uses the name "export".',
  )
  expect(called).toEqual(['upload'])
})

test('U04 the artifact of any earlier attempt is found', async () => {
  const first = { ...STORED, digest: 'b'.repeat(64) }
  const { uploading, called } = upload({
    upload: [lost(first.digest), lost('c'.repeat(64))],
    find: [{ ends: notFound }, { ends: first }],
  })
  expect(await uploading).toBe(first)
  expect(called).toEqual(['upload', 'find', 'upload', 'find'])
})

test.each([
  ['digest', { digest: 'd'.repeat(64) }],
  ['size', { size: 11 }],
])('U04 an artifact of the name with another %s is not accepted', async (_what, changes) => {
  const other = { ends: { ...STORED, ...changes } }
  const { uploading } = upload({
    upload: [lost(STORED.digest), lost(STORED.digest), lost(STORED.digest)],
    find: [other, other, other],
  })
  expect((await failureOf(uploading)).message).toContain('The artifact service stopped responding.')
})

test('U04 an attempt that did not reach Finalize is not looked up', async () => {
  const { uploading, called } = upload({
    upload: [rejected(503), { ends: STORED }],
    find: [{ ends: STORED }],
  })
  expect(await uploading).toBe(STORED)
  expect(called).toEqual(['upload', 'upload'])
})

test('a failed deletion fails the upload, unless there is nothing to delete', async () => {
  const missing = upload({ remove: [{ ends: notFound }], upload: [{ ends: STORED }] }, true)
  expect(await missing.uploading).toBe(STORED)
  const refusal = upload({ remove: [rejected(403)], upload: [{ ends: STORED }] }, true)
  expect((await failureOf(refusal.uploading)).message).toBe(
    'The artifact service rejected the request (HTTP 403).',
  )
  expect(refusal.called).toEqual(['remove'])
})
