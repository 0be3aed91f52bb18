import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { snykCsv } from '../../../simulator/files/samples.ts'
import { unzip } from '../../../simulator/files/unzip.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import type { JobPlan } from '../../../simulator/jobs/plans.ts'
import { type ResultsService, startResultsService } from '../../../simulator/results-service.ts'
import { type Inputs, useAction } from '../../support/action.ts'
import { expectFiles, originalsOf, sha256 } from '../../support/action-files.ts'
import { useClosing, useTempFolder } from '../../support/cleanup.ts'
import { startConnectProxy } from '../../support/connect-proxy.ts'

const action = useAction()
const scratch = useTempFolder()
const closing = useClosing()
let service: ResultsService

beforeAll(async () => {
  service = await startResultsService()
})

afterAll(() => service.close())

const upload = (plan: JobPlan, inputs: Inputs = {}, env: Inputs = {}) =>
  action.run({ plan, inputs: { 'upload-artifact': 'true', ...inputs }, env: { ...service.env, ...env } })

test('a folder behind a symbolic link is uploaded', async () => {
  const [real, elsewhere] = [await scratch(), await scratch()]
  await symlink(real, join(elsewhere, '_temp'))
  const run = await upload(planFor('sailpoint', 'succeeded'), {}, { RUNNER_TEMP: join(elsewhere, '_temp') })
  expect(run.result.outputs).toMatchObject({
    status: 'succeeded',
    'artifact-name': expect.stringMatching(/^sailpoint-export-/),
  })
  const entries = unzip(await service.read(`sailpoint-export-${run.job.id}`))
  expect(entries.map(({ name }) => name)).toEqual([`sp-config-${run.job.id}.json`])
})

test('a zip contains every file under its name, with the same bytes', async () => {
  const run = await upload(planFor('snyk', 'succeeded'), { 'artifact-retention-days': '400' })
  await expectFiles(run)
  const name = `snyk-export-${run.job.id}`
  const archive = await service.read(name)
  const entries = unzip(archive).map(({ name: entry, data }) => ({
    name: entry,
    size: data.length,
    sha256: sha256(data),
  }))
  expect(entries.sort((one, other) => (one.name < other.name ? -1 : 1))).toEqual(await originalsOf(run.job))
  const id = String(service.artifact(name)?.id)
  const url = `https://github.com/example/repository/actions/runs/1234567890/artifacts/${id}`
  expect(run.result.outputs).toMatchObject({
    status: 'succeeded',
    'artifact-id': id,
    'artifact-name': name,
    'artifact-url': url,
    'artifact-digest': sha256(archive),
  })
  expect(run.result.summary).toContain(url)
  expect(run.result.log).toContain(`Uploaded artifact ${name}`)
  expect(run.result.log).toMatch(/^::warning::This repository keeps artifacts for at most 90 days/m)
  expect(run.result.log).not.toMatch(/\bsig=/)
})

test('an artifact is uploaded through a proxy', async () => {
  const { port } = new URL(service.env.ACTIONS_RESULTS_URL ?? '')
  const local = (target: string) => Number(target.startsWith('results.example') ? port : target.split(':')[1])
  const proxy = await closing(startConnectProxy('tunnel', local))
  const address = `http://${proxy.host}`
  const env = { http_proxy: address, https_proxy: address, NO_PROXY: '' }
  const results = { ACTIONS_RESULTS_URL: 'http://results.example/' }
  const run = await upload(planFor('vmware', 'succeeded'), {}, { ...env, ...results })
  await expectFiles(run)
  const entries = unzip(await service.read(String(run.result.outputs['artifact-name'])))
  expect(entries.map(({ data }) => sha256(data))).toEqual([run.result.outputs.sha256])
  const targets = new Set(proxy.requests.map(({ target }) => target))
  // The service, and the storage that it names.
  expect([...targets]).toEqual(['results.example:80', expect.stringMatching(/^127\.0\.0\.1:\d+$/)])
})

test('U02 an artifact name that is already in use is an error, unless artifact-overwrite is set', async () => {
  const inputs = { 'artifact-name': 'example-of-a-name' }
  const first = await upload(planFor('vmware', 'succeeded'), inputs)
  expect(first.result.outputs['artifact-name']).toBe('example-of-a-name')
  const plan = planFor('snyk', 'succeeded', { files: [snykCsv(1, 5)] })
  const second = await upload(plan, inputs)
  expect(second.result.outputs).toMatchObject({
    'failure-code': 'upload',
    'artifact-id': '',
    'artifact-name': '',
  })
  expect(second.error).toContain('already has an artifact "example-of-a-name"')
  await expectFiles(second)
  expect(unzip(await service.read('example-of-a-name')).map(({ name }) => name)).toEqual([
    'vcf-precheck-report.csv',
  ])
  const third = await upload(plan, { ...inputs, 'artifact-overwrite': 'true' })
  await expectFiles(third)
  expect(third.result.outputs['artifact-id']).not.toBe(first.result.outputs['artifact-id'])
  const [entry] = unzip(await service.read('example-of-a-name'))
  expect(sha256(entry?.data ?? Buffer.of())).toBe(third.result.outputs.sha256)
})

test('raw: several files are an error, and they are kept', async () => {
  const run = await upload(planFor('snyk', 'succeeded'), { 'artifact-archive': 'false' })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'upload', 'artifact-id': '' })
  expect(run.error).toContain('A raw artifact contains one file, but the export has 3')
  expect(run.summary).toContain('artifact upload failed')
  await expectFiles(run)
})

const ENTERPRISE = { GITHUB_SERVER_URL: 'https://github.example.com' }

test.each(['', 'error', 'warn'])(
  'U01 a server without the artifact service, if-upload-fails "%s"',
  async word => {
    const before = service.requests.length
    const run = await upload(planFor('closient', 'succeeded'), { 'if-upload-fails': word }, ENTERPRISE)
    expect(run.result.outputs).toMatchObject({ 'artifact-id': '', 'artifact-url': '' })
    expect(run.summary).toContain('github.example.com has no artifact service')
    expect(service.requests).toHaveLength(before)
    if (word === 'warn') {
      await expectFiles(run)
      expect(run.result.log).toContain('::warning::The artifact was not uploaded')
    } else {
      expect(run.result.outputs).toMatchObject({ status: 'error', 'failure-code': 'upload' })
      expect(run.simulator.requests).toEqual([])
    }
  },
)

test('U06 outside a job there is no artifact service', async () => {
  const run = await upload(
    planFor('vmware', 'succeeded'),
    {},
    { ACTIONS_RUNTIME_TOKEN: '', ACTIONS_RESULTS_URL: '' },
  )
  expect(run.result.outputs['failure-code']).toBe('upload')
  expect(run.error).toContain('ACTIONS_RUNTIME_TOKEN and ACTIONS_RESULTS_URL')
  expect(run.simulator.requests).toEqual([])
})

test('an empty export uploads nothing', async () => {
  const before = service.requests.length
  const run = await upload(planFor('snyk', 'empty'), { 'if-empty': 'ignore' })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', 'artifact-id': '' })
  expect(run.result.log).toContain('There is no file to upload as an artifact.')
  expect(service.requests).toHaveLength(before)
})
