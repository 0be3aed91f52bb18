import { replaceDates } from '../../src/inputs/dates.ts'

const now = new Date('2026-03-01T08:30:15.250Z')

test.each([
  ['{now}', '2026-03-01T08:30:15Z'],
  ['{today}', '2026-03-01T00:00:00Z'],
  ['{days-ago:1}', '2026-02-28T00:00:00Z'],
  ['{days-ago:366}', '2025-02-28T00:00:00Z'],
  ['{today|date}', '2026-03-01'],
  ['{days-ago:7|date}', '2026-02-22'],
  ['from {days-ago:1|date} to {today|date}', 'from 2026-02-28 to 2026-03-01'],
  ['{yesterday} {days-ago:x} {id} {{now', '{yesterday} {days-ago:x} {id} {{now'],
])('%s is %s', (text, expected) => {
  expect(replaceDates({ list: [{ text, other: 1 }] }, now)).toEqual({ list: [{ text: expected, other: 1 }] })
})

test('a field that is documented as a date has no time', () => {
  expect(replaceDates({ start_date: '{days-ago:7}', at: '{today}' }, now, ['start_date'])).toEqual({
    start_date: '2026-02-22',
    at: '2026-03-01T00:00:00Z',
  })
})
