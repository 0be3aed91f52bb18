import { createHash } from 'node:crypto'
import { contentOf } from '../../simulator/files/content.ts'
import { unzip } from '../../simulator/files/unzip.ts'
import { zipOf } from '../../simulator/files/zip.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { Job } from '../../simulator/jobs/jobs.ts'
import type { ProviderId } from '../../simulator/jobs/plans.ts'
import { ORG_ID, SHORT_ORG_ID } from '../support/action.ts'
import type { Run } from './act.ts'
import { bytesOf } from './bytes.ts'
import { shownSecrets, useResultsService, useStage } from './stage.ts'

const stage = useStage()
const service = useResultsService()
const BLOCK_BYTES = 8 * 1024 * 1024
const LINES = Array.from({ length: 400_000 }, (_, line) => `example product ${line} of a large catalogue\n`)
const ARCHIVE = {
  name: 'example-export.zip',
  content: contentOf(zipOf([{ name: 'products.csv', data: LINES.join('') }])),
}
let jobs: Readonly<Record<ProviderId, Job>>
let run: Run

beforeAll(async () => {
  const { simulator, act } = stage()
  const add = (provider: ProviderId) => simulator.jobs.add(planFor(provider, 'succeeded'))
  jobs = {
    snyk: add('snyk'),
    sailpoint: add('sailpoint'),
    vmware: add('vmware'),
    closient: simulator.jobs.add(planFor('closient', 'succeeded', { files: [ARCHIVE] })),
  }
  const vars = {
    SNYK_EXPORT: jobs.snyk.id,
    SNYK_ORG: ORG_ID,
    SAILPOINT_EXPORT: jobs.sailpoint.id,
    VMWARE_EXPORT: jobs.vmware.id,
    CLOSIENT_EXPORT: jobs.closient.id,
    CLOSIENT_ORG: SHORT_ORG_ID,
  }
  run = await act({ workflow: 'artifact', vars, env: service().env })
})

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

test('every job of the run succeeds', () => {
  expect(run.exitCode).toBe(0)
  expect(run.jobs).toEqual({ zip: 'succeeded', raw: 'succeeded', again: 'succeeded' })
})

test('as a zip, every file of the export is stored byte for byte', async () => {
  const originals = await bytesOf(jobs.snyk)
  const blob = await service().read('weekly issues')
  const entries = unzip(blob)
  const names = (jobs.snyk.plan.files ?? []).map(({ name }) => name)
  expect(entries.map(({ name }) => name).sort()).toEqual([...names].sort())
  for (const [index, name] of names.entries())
    expect(entries.find(entry => entry.name === name)?.data.equals(originals[index] ?? Buffer.of())).toBe(
      true,
    )
  expect(await run.keptJson('zip.json')).toMatchObject({
    status: 'succeeded',
    'artifact-id': String(service().artifact('weekly issues')?.id),
    'artifact-name': 'weekly issues',
    'artifact-url': expect.stringMatching(
      /^https:\/\/github\.com\/example\/repository\/actions\/runs\/\d+\/artifacts\/\d+$/,
    ),
    'artifact-digest': sha256(blob),
  })
})

test('the requested retention reaches the service', () => {
  const days = (Date.parse(service().artifact('weekly issues')?.expiresAt ?? '') - Date.now()) / 86_400_000
  expect(Math.round(days)).toBe(7)
})

test('raw, a file of several blocks is stored byte for byte', async () => {
  const [original = Buffer.of()] = await bytesOf(jobs.closient)
  const outputs = (await run.keptJson('raw.json')) as Record<string, string>
  const blob = await service().read(outputs['artifact-name'] ?? '')
  expect(blob.length).toBeGreaterThan(2 * BLOCK_BYTES)
  expect(blob.equals(original)).toBe(true)
  expect(outputs).toMatchObject({
    'artifact-name': ARCHIVE.name,
    'artifact-digest': sha256(original),
    sha256: sha256(original),
  })
})

test('a name that is already in use fails the step and keeps the first artifact', async () => {
  expect(await run.keptJson('conflict.json')).toMatchObject({
    outcome: 'failure',
    outputs: { status: 'error', 'failure-code': 'upload', 'file-count': '1', 'artifact-id': '' },
  })
  expect(unzip(await service().read('weekly issues'))).toHaveLength(3)
})

test('overwrite replaces the artifact of an earlier step', async () => {
  const [original = Buffer.of()] = await bytesOf(jobs.vmware)
  const entries = unzip(await service().read('configuration'))
  expect(entries.map(({ data }) => data.equals(original))).toEqual([true])
  expect(await run.keptJson('overwrite.json')).toMatchObject({
    'artifact-id': String(service().artifact('configuration')?.id),
  })
})

test('no secret is shown in the log', () => {
  expect(run.log).not.toContain(service().env.ACTIONS_RUNTIME_TOKEN)
  expect(shownSecrets(run, stage())).toEqual([])
})
