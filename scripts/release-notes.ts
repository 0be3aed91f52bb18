import { readFileSync } from 'node:fs'
import { newestRelease, releaseProblems } from './release.ts'

// Prints the release notes of the tag given as argument, for example v1.0.0; fails if files contain another version.
const textOf = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const files = {
  packageJson: textOf('package.json'),
  packageLock: textOf('package-lock.json'),
  changelog: textOf('CHANGELOG.md'),
  readme: textOf('README.md'),
}
const problems = releaseProblems(files, process.argv[2] ?? '')

if (problems.length === 0) process.stdout.write(`${newestRelease(files.changelog)?.notes}\n`)
else {
  process.stderr.write(`${problems.join('\n')}\n`)
  process.exitCode = 1
}
