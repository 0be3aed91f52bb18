/** Placeholders for texts that differ between runs. */
export interface Names {
  /** Texts and their placeholders. */
  readonly texts: Readonly<Record<string, string>>
  /** Ids that are the same in every run and stay unchanged. */
  readonly ids: readonly string[]
}

/** Patterns of texts that differ between runs, in the order in which they are replaced. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<jwt>'],
  // The summary breaks up texts that GitHub could take for an emoji.
  [/\b\d{4}-\d\d-\d\d[T ]\d\d(:|&#58;<wbr>)\d\d((:|&#58;<wbr>)\d\d(\.\d+)?)?Z?/g, '<date>'],
  [/\b\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d UTC/g, '<date>'],
  // The bars of the timeline.
  [/(<code>)[█ \u00a0]+(<\/code>)/g, '$1<bar>$2'],
  [/\b[0-9a-f]{32}\b/g, '<id>'],
  [/(await-export-)[0-9a-f]{8}(?=\.json)/g, '$1<id>'],
  [/^(request-id: )[0-9A-F]{6}$/gm, '$1<id>'],
  [/(request id )[0-9A-F]{6}\b/g, '$1<id>'],
  [/^(waited-seconds: )[\d.]+$/gm, '$1<seconds>'],
  [/("waitedSeconds":)[\d.]+/g, '$1<seconds>'],
  [/(several-)[0-9a-f]{8}\b/g, '$1<id>'],
  // Only a download of a second or more shows its duration.
  [/ in \d+(\.\d+)? s, sha256/g, ', sha256'],
  [/(?<![\w-])\d+(\.\d+)? ?(ms|s|min|m|h|d)\b( \d+ ?(ms|s|min|m)\b)*/g, '<time>'],
]

const UUID = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi

/** A text with names as placeholders. */
export function withNames(text: string, { texts }: Names): string {
  const forms = Object.entries(texts).flatMap(([from, to]) =>
    [from, JSON.stringify(from).slice(1, -1), encodeURIComponent(from)].map(form => [form, to] as const),
  )
  return forms.reduce((shown, [from, to]) => shown.replaceAll(from, to), text)
}

/** A text without anything that differs between runs. */
export function readableText(text: string, names: Names): string {
  const named = withNames(text, names).replaceAll(UUID, uuid => (names.ids.includes(uuid) ? uuid : '<uuid>'))
  return PATTERNS.reduce((shown, [pattern, to]) => shown.replaceAll(pattern, to), named).replaceAll(
    /<temp>[^\s"]*/g,
    path => path.replaceAll(/\\+/g, '/'),
  )
}
