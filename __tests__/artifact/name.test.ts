import { artifactNameProblem } from '../../src/artifact/name.ts'
import { MAX_NAME_BYTES } from '../../src/download/file-name.ts'

test.each([
  'snyk-export-0b3c3f2e',
  'with space',
  'ünïcode-名前',
  '.hidden',
  'console',
  'a'.repeat(MAX_NAME_BYTES),
  '-rf',
])('U07 "%s" is accepted', name => {
  expect(artifactNameProblem(name)).toBeUndefined()
})

test.each([...'"<>|*?:\\/'])('U07 a name with %s is rejected', character => {
  expect(artifactNameProblem(`a${character}b`)).toContain('contains one of the characters')
})

test.each([
  ['', 'is empty'],
  ['.', 'is a relative folder'],
  ['..', 'is a relative folder'],
  [' ', 'begins with a space'],
  [' a', 'begins with a space'],
  ['a ', 'ends with a space'],
  ['a.', 'ends with a space or a dot'],
  ['a\nb', 'control character'],
  ['a\rb', 'control character'],
  ['a\u0000b', 'control character'],
  ['a\u0085b', 'control character'],
  ['a\u2028b', 'control character or a line break'],
  ['a\u202eb', 'direction-changing'],
  ['a\u200bb', 'invisible'],
  ['a\ufeffb', 'invisible'],
  ['a\ud800b', 'not valid Unicode'],
  ['CON', 'device name'],
  ['conin$', 'device name'],
  ['nul.zip', 'device name'],
  ['LPT¹', 'device name'],
  ['é'.repeat(MAX_NAME_BYTES / 2 + 1), `longer than ${MAX_NAME_BYTES} bytes`],
])('U07 %j is rejected', (name, problem) => {
  expect(artifactNameProblem(name)).toContain(problem)
})
