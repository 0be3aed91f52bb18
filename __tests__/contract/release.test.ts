import { readFileSync } from 'node:fs'
import { newestRelease, releaseProblems, tagProblems } from '../../scripts/release.ts'

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

test('package.json, its lock, the changelog and the README agree on the version', () => {
  const files = {
    packageJson: textOf('package.json'),
    packageLock: textOf('package-lock.json'),
    changelog: textOf('CHANGELOG.md'),
    readme: textOf('README.md'),
  }
  expect(releaseProblems(files)).toEqual([])
})

describe('the check itself', () => {
  const changelog = [
    '# Changelog',
    '## [Unreleased]',
    '## [2.1.0] - 2026-01-31',
    '### Added',
    '- This',
    '## [2.0.0] - 2026-01-01',
    '- That',
    '[2.1.0]: https://example.com/2.1.0',
  ].join('\n')
  const good = {
    packageJson: '{ "version": "2.1.0" }',
    packageLock: '{ "version": "2.1.0" }',
    changelog,
    readme: 'uses: your-org/await-export@v2',
  }

  test('returns the newest dated section without the links', () => {
    expect(newestRelease(changelog)).toEqual({ version: '2.1.0', notes: '### Added\n- This' })
    expect(newestRelease('# Changelog\n## [Unreleased]\n- Soon')).toBeUndefined()
  })

  test('passes if all versions agree', () => {
    expect(tagProblems(good, 'v2.1.0', [])).toEqual([])
  })

  test.each([
    ['another tag', { tag: 'v2.1.1' }],
    ['another version in package-lock.json', { packageLock: '{ "version": "2.0.0" }' }],
    ['an older version in the changelog', { changelog: changelog.replaceAll('2.1.0', '2.0.1') }],
    ['a release without notes', { changelog: '## [2.1.0] - 2026-01-31\n' }],
    ['a README with another major version', { readme: 'uses: your-org/await-export@v1' }],
    ['a README with a full version', { readme: 'uses: your-org/await-export@v2.1.0' }],
    ['a README without a use', { readme: '' }],
  ])('finds %s', (_, { tag = 'v2.1.0', ...change }: Partial<typeof good> & { tag?: string }) => {
    expect(tagProblems({ ...good, ...change }, tag, [])).toHaveLength(1)
  })

  test('changes may be unreleased until there is a tag', () => {
    const unreleased = changelog.replace('## [Unreleased]', '## [Unreleased]\n### Fixed\n- That')
    expect(releaseProblems({ ...good, changelog: unreleased })).toEqual([])
    expect(tagProblems({ ...good, changelog: unreleased }, 'v2.1.0', [])).toEqual([
      'CHANGELOG.md has unreleased changes.',
    ])
  })

  test('refuses a release with the placeholder for the owner', () => {
    expect(tagProblems(good, 'v2.1.0', ['README.md', 'SECURITY.md'])).toEqual([
      'Replace the placeholder for the owner in README.md, SECURITY.md.',
    ])
  })
})
