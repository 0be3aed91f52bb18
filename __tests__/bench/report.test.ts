import { lineChart, svgOf } from '../../bench/chart.ts'
import { short, span } from '../../bench/format.ts'
import { goalTable, table } from '../../bench/part.ts'
import { withSection } from '../../bench/report.ts'

test('a section is added at the end, then replaced in place', () => {
  const page = withSection(withSection('# Page\n', 'one', 'first'), 'two', 'second')
  expect(withSection(page, 'one', 'changed')).toBe(page.replace('first', 'changed'))
  expect(page.indexOf('first')).toBeLessThan(page.indexOf('second'))
})

test('tables align numbers to the right, and a missed goal stands out', () => {
  expect(table(['a', 'b'], [['x', '1']])).toBe('| a | b |\n| --- | --: |\n| x | 1 |')
  expect(goalTable([{ goal: 'g', measured: '2', isMet: false }])).toContain('| g | 2 | **no** |')
})

test.each([
  [800, '0.8 s'],
  [90_000, '1.5 min'],
  [21_600_000, '6 h'],
  [432_000_000, '5 d'],
])('%d ms are %s', (ms, text) => {
  expect(span(ms)).toBe(text)
})

test('numbers have three digits, or all digits before the point', () => {
  expect([1.494, 134.43, 21_658].map(short)).toEqual(['1.49', '134', '21,658'])
})

test('a chart is drawn as SVG, with its lines, its limit and complete names', async () => {
  const series = 'a name that is too long for an ordinary legend'
  const axis = { title: 'x', type: 'linear' } as const
  const points = [
    { series, x: 0, y: 1 },
    { series, x: 1, y: 2 },
  ]
  const svg = await svgOf(lineChart({ name: 'c', alt: '', title: 'T', x: axis, y: axis, points, limit: 1.5 }))
  expect(svg).toMatch(/^<svg[\s\S]*<\/svg>\n$/)
  expect(svg).toContain(series)
  expect(svg).toContain('stroke-dasharray="6,4"')
})
