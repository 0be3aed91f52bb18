import { json, useCustom } from '../action/custom/step.ts'

const run = useCustom()

const paths = ({ api }: Awaited<ReturnType<typeof run>>) => api.requests.map(({ url }) => url.pathname)

test('an export that was started elsewhere is awaited by its export-id', async () => {
  const ran = await run({}, undefined, { start: 'false', 'export-id': 'e1' })
  expect(ran.outputs).toMatchObject({ status: 'succeeded', 'export-id': 'e1', 'file-count': '1' })
  expect(paths(ran)).toEqual(['/exports/e1', '/exports/e1/file'])
  expect(ran.log).toContain(`${new URL(ran.api.url).host} export e1: waiting up to`)
})

test('a running export that the response to the start names is adopted', async () => {
  const ran = await run({ '/exports': () => json({ running: { id: 'e1' } }, 409) }, text =>
    text.replace('id: .id', 'id: .id, running: { http: 409, id: .running.id }'),
  )
  expect(ran.outputs).toMatchObject({ status: 'succeeded', 'export-id': 'e1' })
  expect(ran.log).toContain('already exists')
  expect(paths(ran)).toEqual(['/exports', '/exports/e1', '/exports/e1/file'])
})

test('another 409 is a rejection', async () => {
  const ran = await run({ '/exports': () => json({ message: 'No quota' }, 409) }, text =>
    text.replace('id: .id', 'id: .id, running: { http: 409, id: .running.id }'),
  )
  expect(ran.outputs).toMatchObject({ status: 'error', 'failure-code': 'rejected' })
  expect(ran.outputs['failure-reason']).toContain('No quota')
})

test.each([
  ['a status in empty', { status: 'nothing' }, '.url'],
  ['an empty list', { status: 'done', urls: [] }, '.urls[]'],
])('%s is an empty export', async (_, status, url) => {
  const ran = await run(
    { '/exports/e1': () => json(status) },
    text => text.replace('url: .url', `url: '${url}'`),
    {
      'if-empty': 'error',
    },
  )
  expect(ran.outputs).toMatchObject({ status: 'error', 'failure-code': 'empty' })
})

test.each([
  ['without a link', { status: 'done' }, '.url'],
  ['without the list', { status: 'done' }, '.urls[]'],
])('a success %s is malformed', async (_, status, url) => {
  const ran = await run({ '/exports/e1': () => json(status) }, text =>
    text.replace('url: .url', `url: '${url}'`),
  )
  expect(ran.outputs).toMatchObject({ status: 'error', 'failure-code': 'protocol' })
})

test('the file of an earlier export is not taken for that of the export that was started', async () => {
  const old = { status: 'done', url: '/old', started: '2020-01-01T00:00:00Z' }
  const polls = [old, old, { status: 'running' }, { status: 'done', url: '/exports/e1/file' }]
  const ran = await run(
    { '/exports/e1': () => json(polls.shift()) },
    text =>
      text.replace('/exports, id: .id', "'/exports'").replace('reason:', 'started-at: .started\n  reason:'),
    { 'export-id': 'e1' },
  )
  expect(ran.outputs).toMatchObject({ status: 'succeeded', polls: '4' })
  expect(paths(ran)).not.toContain('/old')
})

test('an undocumented status is waited for, with a warning', async () => {
  const statuses = ['archiving', 'done']
  const ran = await run({ '/exports/e1': () => json({ status: statuses.shift(), url: '/exports/e1/file' }) })
  expect(ran.outputs).toMatchObject({ status: 'succeeded', polls: '2' })
  expect(ran.log).toMatch(/::warning::.*archiving/)
})

test('several exports are awaited with one definition', async () => {
  const done = () => json({ status: 'done', url: '/exports/e1/file' })
  const ran = await run({ '/exports/e2': done }, undefined, { start: 'false', 'export-id': 'e1\ne2' })
  expect(ran.outputs).toMatchObject({ status: 'succeeded', 'file-count': '2' })
})

test('a wrong definition sends no request, and names each mistake', async () => {
  const ran = await run({}, text =>
    text.replace('succeeded', 'suceeded').replace('format: csv', 'format: xml'),
  )
  expect(ran.outputs).toMatchObject({ status: 'error', 'failure-code': 'input' })
  expect(ran.outputs['failure-reason']).toContain(
    'definition: poll.words.suceeded is unknown. Did you mean poll.words.succeeded?',
  )
  expect(ran.api.requests).toEqual([])
})
