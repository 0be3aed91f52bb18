/**
 * Parses a file in which a step writes its outputs for the runner: `name=value`, or `name<<delimiter`, the lines of the
 * value, and the delimiter on its own line. Like the runner, it rejects the complete file if one entry is invalid.
 */
export function readEnvFile(text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {}
  // Like the runner: a carriage return is part of the line end only on Windows.
  const lines = text.split(process.platform === 'win32' ? /\r?\n/ : '\n')
  while (lines.length > 0) {
    const line = lines.shift() ?? ''
    if (line === '') continue
    const [, name = '', sign = '', rest = ''] = /^([^=]*?)(<<|=)(.*)$/.exec(line) ?? []
    if (name.trim() === '') throw new Error(`Invalid format '${line}' in the outputs file.`)
    values[name] = sign === '=' ? rest : heredoc(lines, { name, delimiter: rest })
  }
  return values
}

function heredoc(lines: string[], { name, delimiter }: { name: string; delimiter: string }): string {
  if (delimiter === '') throw new Error(`The output '${name}' has an empty delimiter.`)
  const end = lines.indexOf(delimiter)
  if (end === -1) throw new Error(`The output '${name}' lacks its closing delimiter '${delimiter}'.`)
  const value = lines.splice(0, end + 1).slice(0, -1)
  return value.join('\n')
}
