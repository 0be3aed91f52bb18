import { stripVTControlCharacters } from 'node:util'
import { htmlText } from '../../simulator/demo/html-text.ts'
import { createLogView } from '../../simulator/demo/runner-log.ts'
import { countText, outputLines, summaryLines, workflowStep } from '../../simulator/demo/show.ts'
import { table } from '../../simulator/demo/table.ts'

const plain = (lines: readonly string[]) => lines.map(line => stripVTControlCharacters(line))

describe('the log', () => {
  test('shows commands like the runner', () => {
    const view = createLogView()
    const lines = [
      'plain',
      '::error::red',
      '::warning title=x::two%0Alines',
      '::debug::hidden',
      '::group::G',
      '::endgroup::',
    ]
    const shown = lines.map(view).filter(line => line !== undefined)
    expect(plain(shown)).toEqual(['plain', 'Error: red', 'Warning: two\nlines', '▼ G'])
  })

  test('hides values after they are masked, longer ones first', () => {
    const view = createLogView()
    expect(view('before abcd')).toBe('before abcd')
    expect(view('::add-mask::abcd')).toBeUndefined()
    view('::add-mask::abcdefgh')
    view('::add-mask::50%25')
    expect(view('abcdefgh, abcd and 50%')).toBe('***, *** and ***')
    expect(stripVTControlCharacters(view('::error::abcd') ?? '')).toBe('Error: ***')
  })

  test('treats a line that only looks like a command as text', () => {
    expect(createLogView()('a ::error::b')).toBe('a ::error::b')
  })
})

describe('the summary', () => {
  test('becomes lines with aligned tables', () => {
    const html = [
      '## Title\n',
      '**Why:** one &lt;two&gt;\n',
      '- first\n- second\n',
      '<table>\n<tr><th align="left">Head</th><td>a</td></tr>\n<tr><th>H</th><td><code>longer</code></td></tr>\n</table>\n',
      '<details><summary>More</summary>\n<table><tr><td>x&#35;&#x41;</td></tr></table>\n</details>',
    ]
    expect(plain(summaryLines(html.join('\n')))).toEqual([
      'Title',
      'Why: one <two>',
      '- first',
      '- second',
      'Head  a',
      'H     longer',
      'More',
      'x#A',
    ])
  })

  test('keeps no-break spaces, which place bars', () => {
    const row = '<tr><td>\n a </td><td><code>\u00a0\u00a0█</code></td></tr>'
    expect(htmlText(`<table>${row}</table>`)).toBe('a  \u00a0\u00a0█')
  })

  test('drops other tags and joins broken lines', () => {
    expect(htmlText('<p>a\n<wbr>b <em>c</em> &unknown;</p><hr>')).toBe('a b c &unknown;')
  })
})

test('a table aligns visible text, styled or not', () => {
  const styled = '\u001b[1mab\u001b[22m'
  expect(table([[styled, 'x'], ['abcd', 'y'], ['é']])).toEqual([`${styled}    x`, 'abcd  y', 'é'])
  expect(table([])).toEqual([])
})

test('a step refers to its secrets by provider and never shows them', () => {
  expect(workflowStep({ provider: 'sailpoint', 'export-id': '1e5' }, ['client-id'])).toEqual([
    '- uses: your-org/await-export@v1',
    '  with:',
    '    provider: sailpoint',
    '    export-id: "1e5"',
    `    client-id: \${{ secrets.SAILPOINT_CLIENT_ID }}`,
  ])
})

test('outputs are shown if not empty, truncated to the width', () => {
  const lines = plain(outputLines({ a: '1', empty: '', long: 'x'.repeat(500) }))
  expect(lines[0]).toBe('a     1')
  expect(lines).toHaveLength(2)
  expect(lines[1]).toMatch(/^long {2}x{79}…$/)
})

test.each([
  ['1', '1 file'],
  ['2', '2 files'],
  ['', '? files'],
  [undefined, '? files'],
])('%s is counted as %s', (count, text) => {
  expect(countText(count, 'file')).toBe(text)
})
