import { readFileSync } from 'node:fs'
import { checkedPaths, PHRASES, phrasesIn } from '../../scripts/phrases.ts'

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const paths = checkedPaths()

test('the documentation is checked', () => {
  const expected = ['README.md', 'action.yml', 'docs/faults.json', 'docs/decisions/README.md', '.ci/run']
  expect(paths).toEqual(expect.arrayContaining([...expected, '.github/ISSUE_TEMPLATE/bug.yml']))
  expect(paths).not.toContain('docs/faults.md')
})

test.each(paths)('%s contains none of the phrases', path => {
  expect(phrasesIn(path, textOf(path))).toEqual([])
})

describe('the check', () => {
  test.each(PHRASES)('finds: $example', ({ find, instead, example }) => {
    const [found, ...others] = phrasesIn('docs/page.md', `# Title\n\n${example}\n`)
    expect(others).toEqual([])
    expect(found).toMatch(/^docs\/page\.md:3: /)
    expect(found).toContain(instead)
    expect(/"(.+)"/.exec(found ?? '')?.[1]).toMatch(new RegExp(`^(?:${find})$`, 'i'))
  })

  test.each([
    ['a line', 'zulu\nyankee'],
    ['a line comment', '// zulu\n// yankee'],
    ['an indented block comment', '  /** zulu\n   * yankee */'],
    ['a shell comment', '# zulu\n# yankee'],
  ])('finds a phrase that continues after %s', (_, text) => {
    const phrases = [{ find: 'zulu yankee', instead: 'x-ray', example: '' }]
    expect(phrasesIn('a.ts', `\n${text}`, phrases)).toHaveLength(1)
    expect(phrasesIn('a.ts', `\n${text}`, phrases)[0]).toMatch(/^a\.ts:2: .* \(say: x-ray\)$/)
  })

  test.each([
    'Frequently asked questions, with short answers to two questions each.',
    'The answer is yes: this decision answers the first question that readers have.',
    'If you have trouble, see Troubleshooting. Feel free to ask.',
    'It brings your runner closer to home, and brings the file to your home directory.',
    'Send `Authorization: Bearer <token>`. Forever, however, whatever, for every export.',
    'The left-handed operator looks at the status. Red Hat, a green field, a redirect.',
    'A team whose export failed. Tell us which version you use.',
    'A sheared shearing machine, an overhead of 3 %, a smooth hearth, a new release.',
  ])('accepts: %s', text => {
    expect(phrasesIn('docs/page.md', text)).toEqual([])
  })
})
