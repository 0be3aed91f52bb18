import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A module in webpack's statistics; concatenated modules are nested. */
interface Module {
  readonly nameForCondition?: string
  readonly modules?: readonly Module[]
}

function folders(modules: readonly Module[] = []): readonly string[] {
  return modules.flatMap(({ nameForCondition = '', modules: nested }) => [
    ...(/^.*[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+/.exec(nameForCondition)?.slice(0, 1) ?? []),
    ...folders(nested),
  ])
}

function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const texts = readdirSync(folder)
    .filter(file => /^(licen[cs]e|copying|notice)/i.test(file))
    .map(file => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
  return [`${name} ${version}`, license ?? 'It names no licence.', ...texts].join('\n\n')
}

// Prints the licences of all bundled packages, from the statistics file given as argument. ncc's own list lacks packages
// that are bundled as ES modules.
const [path = ''] = process.argv.slice(2)
const { modules } = JSON.parse(readFileSync(path, 'utf8'))
const notices = [...new Set(folders(modules))].map(notice)
process.stdout.write(`${[...new Set(notices)].sort().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`)
