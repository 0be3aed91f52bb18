import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The text of a file, by its path from the root of the repository. */
export function textOf(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8')
}

/** Paths of files by glob patterns, from the root of the repository. */
export function pathsOf(...patterns: readonly string[]): readonly string[] {
  return globSync(patterns, { cwd: root }).map(path => path.replaceAll('\\', '/'))
}

/** Every Markdown document that people read. */
export const DOCUMENTS = pathsOf('*.md', 'docs/**/*.md', '__tests__/README.md')

/** The text below each heading of a level, by heading. */
export function sections(markdown: string, level: '##' | '###'): Readonly<Record<string, string>> {
  const parts = markdown.split(new RegExp(`^${level} (.+)$`, 'm')).slice(1)
  return Object.fromEntries(parts.flatMap((part, at) => (at % 2 === 0 ? [[part, parts[at + 1] ?? '']] : [])))
}

/** The cells of each row of the first table in a text, without its head. */
export function rowsOf(markdown = ''): readonly (readonly string[])[] {
  const [table = ''] = /(?:^\|.*\|$\n?)+/m.exec(markdown) ?? []
  const rows = table.trim().split('\n').slice(2)
  return rows.map(row =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map(cell => cell.trim()),
  )
}

/** The anchors of the headings of a document, as GitHub generates them: repeated ones are numbered. */
export function anchorsOf(markdown: string): readonly string[] {
  const seen = new Map<string, number>()
  return [...proseOf(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-')
    const count = seen.get(anchor) ?? 0
    seen.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  })
}

/** The targets of the links and images of a document. */
export function linksOf(markdown: string): readonly string[] {
  return [...proseOf(markdown).matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"]+)"/g)].map(
    ([, target, attribute]) => target ?? attribute ?? '',
  )
}

/** What is wrong with a link of a document; undefined if it leads somewhere. Web addresses are not opened. */
export function linkProblem(path: string, target: string): string | undefined {
  if (/^[a-z]+:/.test(target)) return new URL(target).protocol === 'https:' ? undefined : 'is not https'
  const { pathname, hash } = new URL(target, `file:///${path}`)
  const file = decodeURIComponent(pathname.slice(1))
  if (!existsSync(`${root}${file}`)) return `leads to ${file}, which does not exist`
  if (hash !== '' && !anchorsOf(textOf(file)).includes(hash.slice(1))) return `has no heading in ${file}`
  return undefined
}

/** A document without its code blocks. */
function proseOf(markdown: string): string {
  return markdown.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '')
}
