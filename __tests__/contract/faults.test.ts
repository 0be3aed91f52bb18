import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { holdsOnce, readBites } from '../../scripts/faults/bites.ts'
import { coverageOf, idsOf, type Report } from '../../scripts/faults/coverage.ts'
import { idsIn, pageOf, readCatalogue } from '../../scripts/faults/table.ts'

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const textOf = (name: string) => readFileSync(path(name), 'utf8')

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

test('an entry is shown by the files whose tests of it all pass', () => {
  const reports = [
    report(['a', 'N01 a group > one', 'passed'], ['b', 'N01 two', 'passed'], ['b', 'N01 three', 'failed']),
    report(['c', 'N01 N02 four', 'passed'], ['c', 'N02 five', 'pending'], ['d', 'N03 six', 'skipped']),
  ]
  const coverage = coverageOf(reports, ROOT)
  expect(coverage.get('N01')).toEqual(['__tests__/a.test.ts', '__tests__/c.test.ts'])
  expect(coverage.get('N02')).toEqual([])
  expect(coverage.get('N03')).toBeUndefined()
})

test('the page names each rule with its files, and the empty cell shows', () => {
  const catalogue = readCatalogue('{"N":{"title":"Network","rules":{"N01":"a | b","N02":"c"}}}')
  const page = pageOf(catalogue, new Map([['N01', ['__tests__/http/a.test.ts', '__tests__/b.slow.ts']]]))
  expect(idsIn(catalogue)).toEqual(['N01', 'N02'])
  expect(page).toContain('## N: Network')
  expect(page).toContain('| N01 | a \\| b | http/a, b |\n| N02 | c |  |')
})

describe('the code that faults:bite takes away', () => {
  const bites = readBites(textOf('scripts/faults/bites.json'))
  const catalogue = readCatalogue(textOf('docs/faults.json'))

  test('names each group of the catalogue', () => {
    expect([...new Set(bites.map(({ id }) => id.charAt(0)))].sort()).toEqual(Object.keys(catalogue).sort())
  })

  test.each(bites)('is there once: $id, $file', bite => {
    expect(idsIn(catalogue)).toContain(bite.id)
    expect(existsSync(path(bite.test))).toBe(true)
    expect(holdsOnce(textOf(bite.file), bite)).toBe(true)
  })

  test.each([
    ['once', 'keep, take', true],
    ['never', 'keep', false],
    ['twice', 'take, take', false],
  ])('is looked for: %s', (_, source, isOnce) => {
    const bite = { id: 'N01', file: 'a.ts', find: 'take', replace: '', test: 'a.test.ts' }
    expect(holdsOnce(source, bite)).toBe(isOnce)
  })
})
