import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
// In two parts: the owner of the repository replaces the whole word in every file.
const placeholder = ['your', 'org'].join('-')
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-notes-'))
  for (const path of ['scripts/release-notes.ts', 'scripts/release.ts'])
    cpSync(join(root, path), join(folder, path))
  for (const path of ['package.json', 'package-lock.json'])
    writeFileSync(join(folder, path), '{ "version": "1.0.0", "type": "module" }')
  writeFileSync(join(folder, 'CHANGELOG.md'), '## [1.0.0] - 2026-01-31\n\n- This\n')
  writeFileSync(join(folder, 'README.md'), 'uses: acme/await-export@v1')
  execFileSync('git', ['init', '--quiet'], { cwd: folder })
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function releaseNotes() {
  const script = join(folder, 'scripts/release-notes.ts')
  return spawnSync(process.execPath, ['--no-warnings', script, 'v1.0.0'], { cwd: folder, encoding: 'utf8' })
}

const track = () => execFileSync('git', ['add', '--all'], { cwd: folder })

test('the notes are those of the changelog', () => {
  track()
  expect(releaseNotes()).toMatchObject({ status: 0, stdout: '- This\n', stderr: '' })
})

test('a file with the placeholder for the owner prevents a release', () => {
  writeFileSync(join(folder, 'guide.md'), `Replace \`${placeholder}\` with your account.`)
  track()
  const { status, stdout, stderr } = releaseNotes()
  expect([status, stdout, stderr]).toEqual([1, '', 'Replace the placeholder for the owner in guide.md.\n'])
})

test('a failed search for the placeholder prevents a release', () => {
  rmSync(join(folder, '.git'), { recursive: true })
  const { status, stdout, stderr } = releaseNotes()
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toContain('The search for the placeholder failed.')
})
