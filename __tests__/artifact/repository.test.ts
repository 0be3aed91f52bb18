import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allowedRetentionDays, artifactUrl, isPublicRepository } from '../../src/artifact/repository.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'event-'))
})
afterEach(() => rm(folder, { recursive: true }))

test.each([
  ['{"repository":{"visibility":"public","private":false}}', true],
  ['{"repository":{"visibility":"private","private":true}}', false],
  ['{"repository":{"visibility":"internal","private":false}}', false],
  ['{"repository":{"private":false}}', true],
  ['{"repository":{"private":true}}', false],
  ['{"repository":{}}', false],
  ['{"repository":null}', false],
  ['{}', false],
  ['null', false],
  ['[]', false],
  ['not JSON', false],
])('the event %s: public is %s', async (event, expected) => {
  const path = join(folder, 'event.json')
  await writeFile(path, event)
  expect(await isPublicRepository({ GITHUB_EVENT_PATH: path })).toBe(expected)
})

test('without a readable event nothing is known to be public', async () => {
  expect(await isPublicRepository({})).toBe(false)
  expect(await isPublicRepository({ GITHUB_EVENT_PATH: join(folder, 'missing.json') })).toBe(false)
  expect(await isPublicRepository({ GITHUB_EVENT_PATH: folder })).toBe(false)
})

test.each([
  [400, '90', 90],
  [7, '90', 7],
  [400, undefined, 400],
  [400, '', 400],
  [400, '0', 400],
  [400, '-3', 400],
  [400, 'many', 400],
])('of %s days, a limit of %s leaves %s', (asked, limit, expected) => {
  expect(allowedRetentionDays(asked, { GITHUB_RETENTION_DAYS: limit })).toBe(expected)
})

test('the link leads to the server that runs the workflow', () => {
  const env = { GITHUB_REPOSITORY: 'example/repository', GITHUB_RUN_ID: '7' }
  const page = 'example/repository/actions/runs/7/artifacts/42'
  expect(artifactUrl(env, 42)).toBe(`https://github.com/${page}`)
  const other = { ...env, GITHUB_SERVER_URL: 'https://example.ghe.com/' }
  expect(artifactUrl(other, 42)).toBe(`https://example.ghe.com/${page}`)
})
