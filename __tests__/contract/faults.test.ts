import { coverageOf, idsIn, idsOf, pageOf, type Report, readCatalogue } from '../../scripts/faults-page.ts'

const ROOT = '/checkout/'

function report(...tests: readonly (readonly [file: string, title: string, status: string])[]): Report {
  return {
    testResults: tests.map(([file, fullTitle, status]) => {
      const [title = '', ...ancestorTitles] = fullTitle.split(' > ').reverse()
      return {
        name: `${ROOT}__tests__/${file}.test.ts`,
        assertionResults: [{ title, ancestorTitles, status }],
      }
    }),
  }
}

test('ids count at the beginning of a title only', () => {
  expect(idsOf('N07 A03 a reset')).toEqual(['N07', 'A03'])
  expect(idsOf('a reset as in N07 is transient')).toEqual([])
  expect(idsOf('N070 is no id')).toEqual([])
})

test('an entry is covered by the files in which all of its tests pass', () => {
  const reports = [
    report(['a', 'N01 a group > one', 'passed'], ['b', 'N01 two', 'passed'], ['b', 'N01 three', 'failed']),
    report(['c', 'N01 N02 four', 'passed'], ['c', 'N02 five', 'pending'], ['d', 'N03 six', 'skipped']),
  ]
  const coverage = coverageOf(reports, ROOT)
  expect(coverage.get('N01')).toEqual(['__tests__/a.test.ts', '__tests__/c.test.ts'])
  expect(coverage.get('N02')).toEqual([])
  expect(coverage.get('N03')).toBeUndefined()
})

test('the page lists each rule with its files; the cell of an untested rule is empty', () => {
  const catalogue = readCatalogue('{"N":{"title":"Network","rules":{"N01":"a | b","N02":"c"}}}')
  const page = pageOf(catalogue, new Map([['N01', ['__tests__/http/a.test.ts', '__tests__/b.slow.ts']]]))
  expect(idsIn(catalogue)).toEqual(['N01', 'N02'])
  expect(page).toContain('## N: Network')
  expect(page).toContain('| N01 | a \\| b | http/a, b |\n| N02 | c |  |')
})
