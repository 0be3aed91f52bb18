import { closient } from '../../src/providers/closient.ts'
import type { JobStatus } from '../../src/providers/provider.ts'
import { jobOf } from '../support/fixtures.ts'

/** The status of a completed export with these sections. */
function statusOf(sections: readonly object[]): JobStatus {
  const exchange = closient.status(jobOf(closient))
  exchange.next()
  const json = { status: 'completed', download_url: 'https://store.example/a.zip', sections }
  return exchange.next({ status: 200, headers: {}, json }).value as JobStatus
}

test.each([
  ['their sum', [{ record_count: 2 }, { record_count: 3, binary_count: 1 }], 5, false],
  ['unknown if a section has none', [{ record_count: 2 }, {}], undefined, false],
  ['unknown if there is content without rows', [{ record_count: 0, binary_count: 8 }], undefined, false],
  ['0 if there is nothing', [{ record_count: 0, binary_count: 0 }], 0, true],
])('S06 the rows of sections are %s', (_, sections, rowCount, empty) => {
  expect(statusOf(sections)).toMatchObject({ rowCount, empty })
})
