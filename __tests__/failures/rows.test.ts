import type { FailureRow } from '../../src/failures/rows.ts'
import { failureFrom } from '../../src/failures/rows.ts'

const ROWS: readonly FailureRow[] = [
  {
    when: /^E(CONNREFUSED|HOSTUNREACH)$/,
    code: 'network',
    remedy: 'retry',
    budget: 'unreachable',
    message: '{host} refused: {1}{nothing}.',
    hint: 'Check the host.',
  },
  { when: /(?:)/, code: 'protocol', remedy: 'never', message: '{host} failed.', hint: 'Report it.' },
]

test('the first row that matches says what a failure means', () => {
  expect(failureFrom(ROWS, 'ECONNREFUSED', { host: 'a.example' }, { requestId: 'r-1' })).toMatchObject({
    code: 'network',
    remedy: 'retry',
    budget: 'unreachable',
    message: 'a.example refused: CONNREFUSED.',
    hint: 'Check the host.',
    requestId: 'r-1',
  })
  expect(failureFrom(ROWS, 'other', { host: 'b.example' })).toMatchObject({
    remedy: 'never',
    budget: 'never',
    message: 'b.example failed.',
  })
})

test('a value is inserted as it is, and a hint can be overridden', () => {
  expect(failureFrom(ROWS, '', { host: '{1} $1 $&' }, { hint: 'Ask.' })).toMatchObject({
    message: '{1} $1 $& failed.',
    hint: 'Ask.',
  })
})
