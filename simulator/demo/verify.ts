import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { digestOf } from '../files/content.ts'
import { unzip } from '../files/unzip.ts'
import type { Job } from '../jobs/jobs.ts'
import type { RecordedRequest } from '../messages.ts'
import type { StepResult } from '../step.ts'

/** Result of one check. */
export interface Check {
  readonly label: string
  readonly isGood: boolean
}

/** What was observed in a scene. */
export interface Evidence {
  /** None if the step should have started one and did not. */
  readonly jobs: readonly Job[]
  readonly result: StepResult
  /** Requests to the simulator during the step. */
  readonly requests: readonly RecordedRequest[]
  readonly secrets: readonly string[]
  /** Reads what the artifact service stored under a name. */
  readonly artifact: (name: string) => Promise<Buffer>
}

/** A file listed in the outputs. */
export interface OutputFile {
  readonly path: string
  readonly name: string
  readonly size: number
  readonly sha256: string
}

/** The files listed in the outputs of a step; none if they cannot be parsed. */
export function outputFiles(outputs: StepResult['outputs']): readonly OutputFile[] {
  try {
    const files: unknown = JSON.parse(outputs.files ?? '')
    return Array.isArray(files) ? files : []
  } catch {
    return []
  }
}

/** Checks a step against the files and recorded requests of the simulator. */
export async function verify(evidence: Evidence): Promise<readonly Check[]> {
  const { result, requests, secrets } = evidence
  const shown = [JSON.stringify(result.outputs), result.summary, ...shownLines(result.log)].join('\n')
  const checks = [
    { label: 'the step succeeded', isGood: result.exitCode === 0 && result.outputs.status === 'succeeded' },
    { label: 'every file equals the original, byte for byte', isGood: await isOriginal(evidence) },
    {
      label: 'no partial file is left',
      isGood: !result.files.some(file => file.includes('.await-export-')),
    },
    {
      label: 'no secret in log, outputs or summary',
      isGood: !secrets.some(secret => shown.includes(secret)),
    },
    { label: 'no credential left the API', isGood: !requests.some(isLeak) },
  ]
  const name = result.outputs['artifact-name'] ?? ''
  if (name === '') return checks
  return [
    ...checks,
    { label: 'the artifact equals the original', isGood: await isArtifactOriginal(evidence, name) },
  ]
}

async function isOriginal({ jobs, result }: Evidence): Promise<boolean> {
  const listed = outputFiles(result.outputs)
  const actual = await Promise.all(listed.map(file => readFile(file.path).then(sha256, () => '')))
  const expected = await originalDigests(jobs)
  return (
    expected.length > 0 &&
    expected.length === listed.length &&
    expected.every((digest, index) => digest === actual[index] && digest === listed[index]?.sha256)
  )
}

/** An artifact is the only file itself, or an archive of the files in any order. */
async function isArtifactOriginal({ jobs, artifact }: Evidence, name: string): Promise<boolean> {
  const stored = await artifact(name).catch(() => Buffer.alloc(0))
  const expected = await originalDigests(jobs)
  if (expected.length === 1 && expected[0] === sha256(stored)) return true
  const actual = isZip(stored) ? unzip(stored).map(({ data }) => sha256(data)) : []
  return expected.length > 0 && actual.sort().join() === [...expected].sort().join()
}

function isZip(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 2) === 'PK'
}

function originalDigests(jobs: readonly Job[]): Promise<readonly string[]> {
  const files = jobs.flatMap(({ plan }) => plan.files ?? [])
  return Promise.all(files.map(async file => (await digestOf(file.content, 'sha256')).toString('hex')))
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The runner does not log mask commands. */
function shownLines(log: string): readonly string[] {
  return log.split('\n').filter(line => !line.startsWith('::add-mask::'))
}

function isLeak({ server, headers }: RecordedRequest): boolean {
  return server === 'store' && (headers.authorization ?? headers['x-api-key'] ?? headers.cookie) !== undefined
}
