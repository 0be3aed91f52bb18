import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Fault } from '../../simulator/faults.ts'
import { unzip } from '../../simulator/files/unzip.ts'
import { useStage } from '../artifact/stage.ts'

// The pauses of the client, 3 to 15 s each, take real time.
const LIMIT_MS = 180_000

const { stage } = useStage()
const response = (status: number, body: string): Fault => ({ kind: 'response', response: { status, body } })
const calls = () => stage().service.requests.map(request => request.url.pathname.split('/').at(-1))

test(
  'U03 the client retries during an outage of the service, and the retries are reported without its text',
  async () => {
    const outage = response(503, '{"code":"unavailable","msg":"\\n::error::text of the server"}')
    stage().service.fail('CreateArtifact', outage, outage)
    const artifact = await stage().upload([await stage().write('export.csv', 'id\n')])
    expect(stage().service.artifact('export')?.id).toBe(artifact.id)
    const retries = stage().events.filter(event => event.kind === 'retry')
    expect(retries.map(({ error }) => error.message)).toEqual(
      Array(2).fill('The artifact service returned HTTP 503.'),
    )
  },
  LIMIT_MS,
)

test(
  'U03 a web page instead of the service fails the upload after three attempts',
  async () => {
    const page = response(200, '<html><body>sign in</body></html>')
    stage().service.fail('CreateArtifact', ...Array<Fault>(20).fill(page))
    await expect(stage().upload([await stage().write('export.csv', 'id\n')])).rejects.toMatchObject({
      code: 'upload',
      message: expect.stringMatching(
        /^The response did not come from GitHub's artifact service\. Gave up after 3 failed attempts in /,
      ),
    })
    expect(calls()).toEqual(Array(15).fill('CreateArtifact'))
  },
  LIMIT_MS,
)

test(
  'U04 the client repeats a Finalize that fails once',
  async () => {
    const file = await stage().write('export.csv', 'id\n')
    stage().service.fail('FinalizeArtifact', response(500, '{"code":"internal","msg":"try again"}'))
    await stage().upload([file])
    expect(stage().service.artifact('export')?.finalized).toBe(true)
  },
  LIMIT_MS,
)

test(
  'U05 blocks that the storage throttles are sent again',
  async () => {
    const busy: Fault = {
      kind: 'response',
      response: { status: 503, headers: { 'x-ms-error-code': 'ServerBusy' }, body: '' },
    }
    stage().service.failStorage(busy, busy)
    const artifact = await stage().upload([await stage().write('export.csv', 'id\n')])
    expect(stage().service.artifact('export')?.id).toBe(artifact.id)
  },
  LIMIT_MS,
)

test(
  'a zip of several blocks of 8 MiB is uploaded completely',
  async () => {
    const archive = gzipSync(randomBytes(17 * 1024 * 1024))
    await stage().upload([
      await stage().write('export.csv.gz', archive),
      await stage().write('notes.txt', 'id'),
    ])
    const entries = unzip(await stage().service.read('export'))
    expect(entries.find(({ name }) => name === 'export.csv.gz')?.data.equals(archive)).toBe(true)
    expect(entries.find(({ name }) => name === 'notes.txt')?.data.toString()).toBe('id')
  },
  LIMIT_MS,
)

test(
  'raw: a file of several blocks is uploaded completely',
  async () => {
    const bytes = randomBytes(20 * 1024 * 1024)
    await stage().upload([await stage().write('export.zip', bytes)], { form: 'raw' })
    expect((await stage().service.read('export.zip')).equals(bytes)).toBe(true)
  },
  LIMIT_MS,
)
