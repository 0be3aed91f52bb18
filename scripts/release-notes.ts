import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { newestRelease, tagProblems } from './release.ts'

// Prints the release notes of the tag given as argument, for example v1.0.0; fails if files contain another version
// or the placeholder for the owner of the repository.
const root = fileURLToPath(new URL('../', import.meta.url))
const textOf = (path: string) => readFileSync(`${root}${path}`, 'utf8')
const files = {
  packageJson: textOf('package.json'),
  packageLock: textOf('package-lock.json'),
  changelog: textOf('CHANGELOG.md'),
  readme: textOf('README.md'),
}

// A pattern that does not match itself: this file is searched, too.
const search = spawnSync('git', ['grep', '-l', 'your[-]org'], {
  cwd: root,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
})
// 1 means that no file matches; any other failure must not pass for that.
if (search.status !== 0 && search.status !== 1)
  throw new Error('The search for the placeholder failed.', { cause: search.error })
const problems = tagProblems(files, process.argv[2] ?? '', search.stdout.split('\n').filter(Boolean))

if (problems.length === 0) process.stdout.write(`${newestRelease(files.changelog)?.notes}\n`)
else {
  process.stderr.write(`${problems.join('\n')}\n`)
  process.exitCode = 1
}
