/**
 * Models how the runner processes the log and files of a step, following its published behaviour. It is stricter: every
 * command name counts, not only the registered ones.
 */

/** A workflow command as the runner parses it. */
export interface RunnerCommand {
  readonly version: 1 | 2
  readonly name: string
  readonly data: string
}

/** The lines that the runner sees in a stream. */
export function runnerLines(stream: string): readonly string[] {
  return stream.split(/\r\n|\r|\n/)
}

/** Every workflow command in a stream. */
export function commandsIn(stream: string): readonly RunnerCommand[] {
  return runnerLines(stream).flatMap(line => commandOf(line) ?? [])
}

function commandOf(line: string): RunnerCommand | undefined {
  return colonCommand(line) ?? bracketCommand(line)
}

/** `::name properties::data` after any white space that .NET trims: U+0085 is, U+FEFF is not. */
function colonCommand(line: string): RunnerCommand | undefined {
  const trimmed = line.replace(/^[\t-\r\u0085\p{Zs}\p{Zl}\p{Zp}]+/u, '')
  const end = trimmed.indexOf('::', 2)
  if (!trimmed.startsWith('::') || end < 0) return undefined
  return { version: 2, name: nameOf(trimmed.slice(2, end)), data: trimmed.slice(end + 2) }
}

/** `##[name properties]data` anywhere in a line. */
function bracketCommand(line: string): RunnerCommand | undefined {
  const start = line.indexOf('##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) return undefined
  return { version: 1, name: nameOf(line.slice(start + '##['.length, end)), data: line.slice(end + 1) }
}

function nameOf(info: string): string {
  return info.split(' ', 1)[0] ?? ''
}

/** The values of an output or environment file; throws where the runner would fail the step. */
export function envFileValues(file: string): Readonly<Record<string, string>> {
  const values = new Map<string, string>()
  const lines = file.split(/\r?\n/)
  while (lines.length > 0) {
    const line = lines.shift() ?? ''
    if (line === '') continue
    const [, name, delimiter] = /^([^=]+?)<<(.+)$/.exec(line) ?? []
    if (name === undefined || delimiter === undefined) {
      const equals = line.indexOf('=')
      if (equals < 1) throw new Error(`Invalid format '${line}'`)
      values.set(line.slice(0, equals), line.slice(equals + 1))
      continue
    }
    const end = lines.indexOf(delimiter)
    if (end < 0) throw new Error(`Matching delimiter not found '${delimiter}'`)
    values.set(
      name,
      lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n'),
    )
  }
  return Object.fromEntries(values)
}

/** The encodings in which the runner searches for a mask. */
const ENCODERS: readonly ((value: string) => string)[] = [
  value => base64(value, 0),
  value => base64(value, 1),
  value => base64(value, 2),
  value => value.replaceAll('"', '\\"'),
  value => value.replaceAll("'", "''"),
  value => JSON.stringify(value).slice(1, -1),
  value =>
    encodeURIComponent(value.toWellFormed()).replaceAll(
      /[!'()*]/g,
      unit => `%${unit.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  value =>
    value
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&apos;'),
  value => (value.length > 8 && /^".*"$/s.test(value) ? value.slice(1, -1) : ''),
  value => ampersandPiece(value.slice(0, value.lastIndexOf('&') + 1)),
  value => ampersandPiece(value.includes('&') ? value.slice(value.lastIndexOf('&') + 1) : ''),
]

/** Everything the runner replaces for one mask: the value and its lines, plain and encoded. */
export function maskerForms(mask: string): readonly string[] {
  const values = [mask, ...mask.split(/\r\n|\r|\n/).map(line => line.trim())]
  const forms = values.flatMap(value => [value, ...ENCODERS.map(encode => encode(value))])
  return [...new Set(forms)].filter(form => form !== '')
}

/** A text as the runner shows it, line by line. */
export function maskedByRunner(text: string, masks: readonly string[]): string {
  const forms = masks.flatMap(maskerForms).sort((one, other) => other.length - one.length)
  const mask = (line: string): string => forms.reduce((shown, form) => shown.replaceAll(form, '***'), line)
  return text.split('\n').map(mask).join('\n')
}

function base64(value: string, shift: number): string {
  return Buffer.from(value).subarray(shift).toString('base64')
}

function ampersandPiece(piece: string): string {
  return piece.length >= 6 ? piece : ''
}
