import { json, useCustom } from '../action/custom/step.ts'

const run = useCustom()

const DONE = { data: { state: 'done', created_at: 'now', 'download-url': '/exports/e1/file' }, errors: [] }
const FOUND = 'the response has .data.state, .data.created_at, .data."download-url", .errors[].'

test.each<[string, string, string, unknown, string]>([
  ['poll.word', 'word: .status', 'word: .data.status', DONE, `Check poll.word in the definition: ${FOUND}`],
  [
    'poll.word below a list',
    'word: .status',
    'word: .data.status',
    { jobs: [{ status: 'done', 'a@b.example': 1 }] },
    'Check poll.word in the definition: the response has .jobs[].status.',
  ],
  ['download.url', '.status', '.data.state', DONE, `Check download.url in the definition: ${FOUND}`],
  [
    'download.each',
    'url: .url',
    `each: '.files[]', url: .url`,
    { status: 'done', url: '/exports/e1/file' },
    'Check download.each in the definition: the response has .status, .url.',
  ],
  ['poll.word, in a text,', '.status', '.status', 'secret', 'Check poll.word in the definition.'],
])('a wrong %s is named, with what the response has in its place', async (_, from, to, response, says) => {
  const { outputs, log } = await run({ '/exports/e1': () => json(response) }, text => text.replace(from, to))
  expect(outputs).toMatchObject({ 'failure-code': 'protocol' })
  expect(log).toContain(says)
})

test('an error with status 200 is quoted', async () => {
  const { outputs, log } = await run({
    '/exports/e1': () => json({ errors: [{ message: 'access denied' }] }),
  })
  expect(outputs['failure-reason']).toContain('The response says: access denied')
  expect(log).toContain('Check poll.word in the definition: the response has .errors[].message.')
})

test('a wrong start.id is named, with what the response has', async () => {
  const { outputs } = await run({ '/exports': () => json({ data: { gid: 'e1' } }) })
  expect(outputs).toMatchObject({ 'failure-code': 'start-unknown' })
  expect(outputs['failure-reason']).toContain(
    'The response has no ID of the export at .id. Check start.id in the definition: the response has .data.gid.',
  )
})

test.each([
  ['../x', 'the ID of an export: letters, digits and . _ ~ @ + = -'],
  [null, 'the ID of an export: letters, digits and . _ ~ @ + = -'],
  [1.5, 'a text or a whole number up to 9007199254740991'],
  [2 ** 53, 'a text or a whole number up to 9007199254740991'],
])('an ID that cannot be used is not called missing: %j', async (id, expected) => {
  const { outputs } = await run({ '/exports': () => json({ id }) })
  expect(outputs).toMatchObject({ 'failure-code': 'start-unknown' })
  expect(outputs['failure-reason']).toContain(
    `The value at .id cannot be used as an ID, because it is not ${expected}.`,
  )
})

test('rows without a file name the keys', async () => {
  const response = { status: 'done', urls: [], rows: 7 }
  const { log } = await run({ '/exports/e1': () => json(response) }, text =>
    text.replace('url: .url', "url: '.urls[]'").replace('reason:', 'row-count: .rows\n  reason:'),
  )
  expect(log).toContain('Check download.url and poll.row-count in the definition.')
})

test('a rejected start names the keys and inputs of the request', async () => {
  const { outputs, log } = await run({ '/exports': () => json({ message: 'No plan' }, 422) })
  expect(outputs).toMatchObject({ 'failure-code': 'rejected' })
  expect(outputs['failure-reason']).toContain('HTTP 422: No plan.')
  expect(log).toContain(
    'Check the URL and the body of the request in the definition, such as start.url and start.json, and the inputs request and params.',
  )
})

test.each<[string, unknown]>([
  ['a file in place of a status', undefined],
  ['a link that is not one', { status: 'done', url: 'ftp://store.example/x' }],
])('%s names no input that a definition replaces', async (_, response) => {
  const file = { status: 200, headers: { 'content-type': 'text/csv' }, body: 'a,b\n' }
  const { log } = await run({ '/exports/e1': () => (response ? json(response) : file) })
  expect(log).toContain(
    'Check api and the URLs in the definition. If the API redirects to the file when it is done, use poll.word: http.',
  )
})

test.each([401, 403, 404])(
  'a link to the API that is refused with %d without the credential',
  async status => {
    const routes = { '/exports/e1/file': () => json({}, status) }
    const { log } = await run(routes, text => text.replace('auth: api, ', ''))
    expect(log).toContain('If the API requires the credential, set download.auth: api.')
  },
)

test('a file of another format names the key', async () => {
  const { log, outputs } = await run({}, text => text.replace('format: csv', 'format: gzip'))
  expect(outputs['failure-reason']).toContain('expected a gzip file')
  expect(log).toContain(
    'If this is the file of the export, correct download.format in the definition, or set download.size',
  )
})

test('a failure without a reason names the key for it', async () => {
  const { log } = await run({ '/exports/e1': () => json({ status: 'failed' }) }, text =>
    text.replace('  reason: .message\n', ''),
  )
  expect(log).toContain('If the response says why, add poll.reason to the definition.')
})

test('a size that is not found is no failure, but causes one warning', async () => {
  const { log, outputs } = await run({}, text => text.replace('url: .url', 'url: .url, size: .sizee'))
  expect(outputs).toMatchObject({ status: 'succeeded' })
  expect(log.match(/^::warning::.*/gm)).toEqual([
    '::warning::download.size finds no number at .sizee: the response has .status, .url.',
  ])
})
