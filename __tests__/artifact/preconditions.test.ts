import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { artifactUrl, isPublicRepository } from '../../src/artifact/preconditions.ts'
import { failureOf } from '../support/failure-of.ts'
import { useStage } from './stage.ts'

const { stage } = useStage()
const file = () => stage().write('export.csv', 'id\n1\n')

test.each(['https://git.example.com', 'https://gitea.example.org:3000/'])(
  'U01 %s has no artifact service',
  async server => {
    stage().env.GITHUB_SERVER_URL = server
    const error = await failureOf(stage().upload([await file()]))
    expect(error).toMatchObject({
      code: 'upload',
      message: `${new URL(server).hostname} has no artifact service that this action can use.`,
    })
    expect(error.hint).toContain('if-upload-fails: warn')
    expect(error.hint).toContain('files are kept')
    expect(stage().service.requests).toEqual([])
  },
)

test.each([
  ['ACTIONS_RUNTIME_TOKEN', '', 'The runner did not provide ACTIONS_RUNTIME_TOKEN.'],
  ['ACTIONS_RESULTS_URL', '', 'The runner did not provide ACTIONS_RESULTS_URL.'],
  ['ACTIONS_RESULTS_URL', 'results', 'The runner did not provide ACTIONS_RESULTS_URL.'],
  ['ACTIONS_RUNTIME_TOKEN', 'opaque', 'The runtime token of this job does not grant access to artifacts.'],
  [
    'ACTIONS_RUNTIME_TOKEN',
    `e30.${Buffer.from('{"scp":"Actions.GenericRead:1"}').toString('base64url')}.e30`,
    'The runtime token of this job does not grant access to artifacts.',
  ],
])('U06 %s "%s" is reported before the first request', async (name, value, message) => {
  stage().env[name] = value
  const error = await failureOf(stage().upload([await file()]))
  expect(error).toMatchObject({ code: 'upload', message })
  expect(error.hint).not.toBe('')
  expect(stage().service.requests).toEqual([])
})

test('U07 raw: a file is not uploaded if its name is no valid artifact name', async () => {
  const odd = await stage().write('a\u202eb.csv', 'id\n')
  const error = await failureOf(stage().upload([odd], { form: 'raw' }))
  expect(error.message).toContain('the name contains an invisible or direction-changing character')
  expect(stage().service.requests).toEqual([])
})

describe('isPublicRepository', () => {
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
  ])('the event %s: %s', async (event, expected) => {
    const path = join(folder, 'event.json')
    await writeFile(path, event)
    expect(await isPublicRepository({ GITHUB_EVENT_PATH: path })).toBe(expected)
  })

  test('is false without a readable event', async () => {
    expect(await isPublicRepository({})).toBe(false)
    expect(await isPublicRepository({ GITHUB_EVENT_PATH: join(folder, 'missing.json') })).toBe(false)
    expect(await isPublicRepository({ GITHUB_EVENT_PATH: folder })).toBe(false)
  })
})

test('the URL of an artifact is on the server that runs the workflow', () => {
  const env = { GITHUB_REPOSITORY: 'example/repository', GITHUB_RUN_ID: '7' }
  const page = 'example/repository/actions/runs/7/artifacts/42'
  expect(artifactUrl(env, 42)).toBe(`https://github.com/${page}`)
  const other = { ...env, GITHUB_SERVER_URL: 'https://example.ghe.com/' }
  expect(artifactUrl(other, 42)).toBe(`https://example.ghe.com/${page}`)
})
