import { DEVICE, MAX_NAME_BYTES } from '../download/file-name.ts'

// The artifact service rejects the characters of the first row. It accepts the other names, but some systems cannot
// unpack, type or distinguish them.
const RULES: readonly { readonly pattern: RegExp; readonly problem: string }[] = [
  { pattern: /["<>|*?:\\/]/u, problem: 'contains one of the characters " : < > | * ? \\ /' },
  { pattern: /[\p{Cc}\p{Zl}\p{Zp}]/u, problem: 'contains a control character or a line break' },
  { pattern: /\p{Cf}/u, problem: 'contains an invisible or direction-changing character' },
  { pattern: /^\.{1,2}$/u, problem: 'is a relative folder' },
  { pattern: /^\s|[\s.]$/u, problem: 'begins with a space or ends with a space or a dot' },
  { pattern: DEVICE, problem: 'is a device name on Windows' },
]

/** Why `name` is not a valid artifact name, as a predicate ("is empty"); undefined if it is valid. */
export function artifactNameProblem(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (!name.isWellFormed()) return 'is not valid Unicode'
  if (new TextEncoder().encode(name).length > MAX_NAME_BYTES) return `is longer than ${MAX_NAME_BYTES} bytes`
  return RULES.find(rule => rule.pattern.test(name))?.problem
}
