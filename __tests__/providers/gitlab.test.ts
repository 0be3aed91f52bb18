import { project } from '../../src/providers/gitlab.ts'
import type { Exchange, HttpRequest, HttpResponse, JobStatus } from '../../src/providers/provider.ts'
import { jobOf } from '../support/fixtures.ts'

const STARTED = new Date('2026-11-26T10:00:30Z')
const job = { ...jobOf(project), startedAt: STARTED }

/** The responses to the polls of a started export, `afterS` seconds after the start. */
const report = (status: string, afterS: number): HttpResponse => ({
  status: 200,
  headers: { date: new Date(STARTED.getTime() + afterS * 1000).toUTCString() },
  json: { export_status: status },
})

function play(exchange: Exchange<JobStatus>, ...responses: readonly HttpResponse[]) {
  const requests: HttpRequest[] = []
  let turn = exchange.next()
  for (const response of responses) {
    if (turn.done) break
    requests.push(turn.value)
    turn = exchange.next(response)
  }
  if (!turn.done) throw new Error(`another request: ${turn.value.method} ${turn.value.url}`)
  return { status: turn.value, methods: requests.map(({ method }) => method) }
}

/** The last status of several polls. */
function poll(...responses: readonly HttpResponse[]): JobStatus | undefined {
  let before: JobStatus | undefined
  for (const response of responses) before = play(project.status(job, before), response).status
  return before
}

describe('a project export that this step has started', () => {
  test.each(['none', 'finished'])('%s is the status of an earlier export for a minute', status => {
    expect(poll(report(status, 0))).toMatchObject({ phase: 'waiting', providerStatus: status, files: [] })
    expect(poll(report(status, 1), report(status, 59))).toMatchObject({ phase: 'waiting' })
    const { headers: _, ...undated } = report(status, 0)
    expect(poll({ ...undated, headers: {} })).toMatchObject({ phase: 'waiting' })
  })

  test('after another status, none is a failure and finished a success', () => {
    expect(poll(report('finished', 1), report('queued', 2), report('finished', 3))).toMatchObject({
      phase: 'succeeded',
    })
    expect(poll(report('none', 1), report('started', 2), report('none', 3))).toMatchObject({
      phase: 'failed',
    })
  })

  test('none is that of an export which GitLab has not begun, however long that takes', () => {
    expect(poll(report('none', 1), report('none', 600))).toMatchObject({
      phase: 'waiting',
      hint: expect.stringMatching(/^GitLab has not begun the export/),
    })
  })

  const disposition = (time: string) => ({
    'content-disposition': `attachment; filename="${time}-148_octo_app_export.tar.gz"`,
  })

  test.each<[string, HttpResponse['headers'], JobStatus['phase']]>([
    ['the minute of the start', disposition('2026-11-26_10-00'), 'succeeded'],
    ['a later day', disposition('2026-11-27_00-00'), 'succeeded'],
    ['the minute before', disposition('2026-11-26_09-59'), 'waiting'],
    ['last week', disposition('2026-11-19_10-11'), 'waiting'],
    ['no date', disposition('2026-19-39_10-11'), 'waiting'],
    ['no time', { 'content-disposition': 'attachment; filename="export.tar.gz"' }, 'waiting'],
    ['no name', {}, 'waiting'],
    [
      'a time, at a storage',
      { location: 'https://store.example/2026-11-26_10-01-148_octo_app_export.tar.gz?sig=x' },
      'succeeded',
    ],
  ])('after a minute, finished counts by the name of the file: %s', (_, headers, phase) => {
    const before = poll(report('finished', 1))
    const file: HttpResponse = { status: headers.location ? 302 : 200, headers, json: undefined }
    const { status, methods } = play(project.status(job, before), report('finished', 61), file)
    expect(methods).toEqual(['GET', 'HEAD'])
    expect(status.phase).toBe(phase)
    expect(status.files).toHaveLength(phase === 'succeeded' ? 1 : 0)
    expect(status.hint).toBe(
      phase === 'succeeded' ? '' : 'GitLab still serves the file of an earlier export.',
    )
  })

  test('new links of a success need no second check', () => {
    const before = poll(report('started', 1), report('finished', 2))
    expect(play(project.status(job, before), report('finished', 3)).status.phase).toBe('succeeded')
  })
})

test('an export that another step has started counts as it is', () => {
  const { startedAt: _, ...existing } = job
  expect(play(project.status(existing), report('finished', 0)).status.phase).toBe('succeeded')
  expect(play(project.status(existing), report('none', 0)).status.phase).toBe('failed')
})
