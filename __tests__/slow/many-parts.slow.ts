import { setTimeout as sleep } from 'node:timers/promises'
import type { SimulatedResponse } from '../../simulator/messages.ts'
import { storeRefusal } from '../../simulator/store/refusals.ts'
import { ORG_ID } from '../support/action.ts'
import { type TestServer, useServer } from '../support/server.ts'
import { useSteps } from '../support/step.ts'
import { soon } from '../support/step-end.ts'
import { until } from '../support/until.ts'

import.meta.jest.setTimeout(60_000)
const steps = useSteps()
const serve = useServer()
const ID = '94f572f3-f17d-4d8d-ac55-44a8a034a6a9'
const PART = 'id,name\n1,x\n'

interface Parts {
  readonly count: number
  /** The number of parts whose first link has expired. */
  readonly expired: readonly number[]
}

/** A server with a Snyk export in many parts of one row each. */
async function startExport({ count, expired }: Parts): Promise<TestServer> {
  const left = new Set(expired.map(index => `/part_${index}.csv`))
  let polls = 0
  const status = (): SimulatedResponse => {
    polls += 1
    const results = Array.from({ length: count }, (_, index) => ({
      url: `${server.url}/part_${index}.csv?X-Goog-Signature=${polls}-${index}`,
      file_size: PART.length,
      row_count: 1,
    }))
    const attributes = { status: 'FINISHED', row_count: count, results }
    return { status: 200, body: JSON.stringify({ data: { id: ID, attributes } }) }
  }
  const server = await serve(({ url: { pathname } }) => {
    if (pathname.startsWith('/rest')) return status()
    return left.delete(pathname) ? storeRefusal('gcs', 'expired') : { status: 200, body: PART }
  })
  return server
}

const statusesOf = ({ requests }: TestServer) =>
  requests.filter(({ url }) => url.pathname.startsWith('/rest')).length

const inputsFor = (server: TestServer) => ({
  provider: 'snyk',
  'export-id': ID,
  'org-id': ORG_ID,
  token: '0f0f0f0f-1111-4222-8333-444444444444',
  'api-url': server.url,
})

test('D32 2,000 parts and 60 expired links, one after the other', async () => {
  const expired = Array.from({ length: 60 }, (_, i) => i * 33)
  const server = await startExport({ count: 2000, expired })
  const inputs = { ...inputsFor(server), 'download-timeout': '40s' }
  const { outputs } = await steps.run({ inputs })
  expect(outputs).toMatchObject({ status: 'succeeded', 'file-count': '2000' })
  expect(statusesOf(server)).toBeGreaterThan(1)
})

test('D32 a signal ends a step whose 12,000 links are being refreshed', async () => {
  const server = await startExport({ count: 12_000, expired: [3] })
  const step = await steps.start({ inputs: inputsFor(server) })
  await until(() => statusesOf(server) === 2)
  // By then the step has received the response and processes its links.
  await sleep(500)
  step.kill('SIGTERM')
  const { outputs } = await soon(step.result)
  expect(outputs).toMatchObject({ status: 'aborted', 'row-count': '12000' })
})
