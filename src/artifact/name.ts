/** Longest artifact name in UTF-8 bytes: leaves room for `.zip` below the 255 bytes that file systems allow. */
export const MAX_NAME_BYTES = 200

interface Rule {
  readonly breaks: RegExp
  readonly problem: string
}

// The first rule is what the artifact service refuses; the others are names that it takes and that then cannot
// be unpacked, typed or told apart on some system.
const RULES: readonly Rule[] = [
  { breaks: /["<>|*?:\\/]/u, problem: 'contains one of the characters " : < > | * ? \\ /' },
  { breaks: /[\p{Cc}\p{Zl}\p{Zp}]/u, problem: 'contains a control character or a line break' },
  { breaks: /\p{Cf}/u, problem: 'contains an invisible or direction-changing character' },
  { breaks: /^\.{1,2}$/u, problem: 'is a relative folder' },
  { breaks: /^\s|[\s.]$/u, problem: 'begins with a space or ends with a space or a dot' },
  {
    breaks: /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu,
    problem: 'is a device name on Windows',
  },
]

/** Why `name` cannot name an artifact, as a predicate ("is empty"), or undefined when it can. */
export function artifactNameProblem(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (!name.isWellFormed()) return 'is not valid Unicode'
  if (new TextEncoder().encode(name).length > MAX_NAME_BYTES) return `is longer than ${MAX_NAME_BYTES} bytes`
  return RULES.find(rule => rule.breaks.test(name))?.problem
}
