import { countText, durationText, quantityText } from '../../src/failures/quantity.ts'

test.each([
  [-5, '0ms'],
  [0, '0ms'],
  [450.9, '450ms'],
  [999.9, '999ms'],
  [1000, '1s'],
  [12_345, '12.3s'],
  [59_949, '59.9s'],
  [59_950, '1m'],
  [61_000, '1m 01s'],
  [125_000, '2m 05s'],
  [1_800_000, '30m'],
  [3_600_000, '1h'],
  [3_601_000, '1h 00m 01s'],
  [3_723_000, '1h 02m 03s'],
  [5_400_000, '1h 30m'],
  [432_000_000, '120h'],
])('%d ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

test.each([
  [0, '0 files'],
  [1, '1 file'],
  [1061, '1,061 files'],
])('%d is %s', (count, text) => {
  expect(quantityText(count, 'file')).toBe(text)
})

test.each([0, 7, 999, 1000, 12_345, 999_999, 1_000_000, 9_007_199_254_740_991])('%d is grouped', count => {
  expect(countText(count)).toBe(count.toLocaleString('en-US'))
})
