import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../../scripts/move-tags.sh', import.meta.url))
let folder = ''
const run = (command: string, args: readonly string[]) =>
  execFileSync(command, args, { cwd: join(folder, 'work'), encoding: 'utf8', stdio: 'pipe' }).trim()
const git = (...args: readonly string[]) =>
  run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args])

/** Commits, tags it as a release does, and moves the other tags. */
function release(tag: string): void {
  git('commit', '--quiet', '--allow-empty', '--message', tag)
  git('tag', '--annotate', '--message', tag, tag)
  git('push', '--quiet', 'origin', tag)
  run('bash', [script, tag])
}

/** The subject of the commit that a tag of the remote points at: the release it stands for. */
const at = (tag: string) => run('git', ['--git-dir', '../remote', 'log', '-1', '--format=%s', tag])

// Releases are made on Linux; a Windows machine may have no bash.
const describeOnUnix = process.platform === 'win32' ? describe.skip : describe

describeOnUnix('tags that move', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'move-tags-'))
    execFileSync('git', ['init', '--quiet', '--bare', join(folder, 'remote')])
    execFileSync('git', ['clone', '--quiet', join(folder, 'remote'), join(folder, 'work')], { stdio: 'pipe' })
  })

  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('the first release makes both tags, a later one moves them', () => {
    release('v1.0.0')
    expect([at('v1'), at('v1.0')]).toEqual(['v1.0.0', 'v1.0.0'])
    release('v1.0.1')
    expect([at('v1'), at('v1.0')]).toEqual(['v1.0.1', 'v1.0.1'])
  })

  test('a patch of an older line moves its own tag only', () => {
    for (const tag of ['v1.9.0', 'v1.10.0', 'v1.9.1']) release(tag)
    expect([at('v1'), at('v1.9'), at('v1.10')]).toEqual(['v1.10.0', 'v1.9.1', 'v1.10.0'])
  })

  test('another major version leaves the tags of the first alone', () => {
    release('v1.0.0')
    release('v2.0.0')
    release('v10.0.0')
    expect([at('v1'), at('v1.0'), at('v2'), at('v10')]).toEqual(['v1.0.0', 'v1.0.0', 'v2.0.0', 'v10.0.0'])
  })

  test.each(['v1', 'v1.0', '1.0.0', 'v1.0.0-rc.1'])('%s is no release', tag => {
    expect(() => run('bash', [script, tag])).toThrow(`${tag} is not a release tag`)
  })
})
