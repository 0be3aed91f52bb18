import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { newestRelease, PLACEHOLDER, tagProblems } from './release.ts'

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
const { stdout: found } = spawnSync('git', ['grep', '-lF', `${PLACEHOLDER}/await-export`], {
  cwd: root,
  encoding: 'utf8',
})
const problems = tagProblems(files, process.argv[2] ?? '', found.trim().split('\n').filter(Boolean))

if (problems.length === 0) process.stdout.write(`${newestRelease(files.changelog)?.notes}\n`)
else {
  process.stderr.write(`${problems.join('\n')}\n`)
  process.exitCode = 1
}
