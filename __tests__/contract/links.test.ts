import { anchorsOf, DOCUMENTS, linkProblem, linksOf, textOf } from '../support/documents.ts'

const links = DOCUMENTS.flatMap(path => linksOf(textOf(path)).map(target => [path, target] as const))

test.each(links)('%s links to %s, which exists', (path, target) => {
  expect(linkProblem(path, target)).toBeUndefined()
})

test.each(DOCUMENTS.filter(path => path.startsWith('docs/')))('%s can be reached from the index', path => {
  const folder = path.startsWith('docs/decisions/') ? 'docs/decisions/' : 'docs/'
  const index = linksOf(textOf(`${folder}README.md`)).map(target => `${folder}${target}`)
  expect([`${folder}README.md`, ...index]).toContain(path)
})

describe('the check of links', () => {
  test('numbers repeated headings, and ignores code', () => {
    const markdown = '# A `b` c?\n\n## Same\n\n## Same\n\n```sh\n# not a heading\n```\n'
    expect(anchorsOf(markdown)).toEqual(['a-b-c', 'same', 'same-1'])
  })

  test('finds links, images and attributes', () => {
    const markdown = '[a](b.md) ![c](d.png) <img src="e.png">\n```md\n[f](g.md)\n```\n'
    expect(linksOf(markdown)).toEqual(['b.md', 'd.png', 'e.png'])
  })

  test.each([
    ['http://example.com', 'is not https'],
    ['missing.md', 'leads to docs/missing.md, which does not exist'],
    ['README.md#nowhere', 'has no heading in docs/README.md'],
    ['../README.md#faq', undefined],
  ])('judges %s', (target, problem) => {
    expect(linkProblem('docs/recipes.md', target)).toBe(problem)
  })
})
