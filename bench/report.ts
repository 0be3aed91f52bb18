import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { svgOf } from './chart.ts'
import type { BenchPart, Section } from './part.ts'

const DOCS = join(import.meta.dirname, '..', 'docs')
const PAGE = join(DOCS, 'performance.md')

const HEAD = `# Performance

Written by \`npm run bench\`. Each section is enclosed in markers and replaced by the next run of its part.
Times are compared within one run on one machine: read the ratios, not the seconds.
`

function marked(id: string, body: string): string {
  return `<!-- bench:${id} -->\n${body}\n<!-- /bench:${id} -->\n`
}

/** A page with one section replaced, or added at the end. */
export function withSection(page: string, id: string, body: string): string {
  const [start, end] = [page.indexOf(`<!-- bench:${id} -->`), page.indexOf(`<!-- /bench:${id} -->\n`)]
  if (start < 0 || end < start) return `${page}\n${marked(id, body)}`
  return page.slice(0, start) + marked(id, body) + page.slice(end + `<!-- /bench:${id} -->\n`.length)
}

/** The machine, in general terms. */
export function machine(): string {
  const system = `${process.platform} ${process.arch}`
  return `Last run: ${availableParallelism()} cores, ${system}, Node.js ${process.versions.node}.`
}

async function currentPage(): Promise<string> {
  try {
    return await readFile(PAGE, 'utf8')
  } catch {
    return HEAD
  }
}

/** Writes a section into the page, and its charts as files. */
export async function saveSection({ id, title }: BenchPart, { markdown, charts }: Section): Promise<void> {
  await mkdir(join(DOCS, 'performance'), { recursive: true })
  for (const chart of charts)
    await writeFile(join(DOCS, 'performance', `${chart.name}.svg`), await svgOf(chart))
  const withMachine = withSection(await currentPage(), 'machine', machine())
  await writeFile(PAGE, withSection(withMachine, id, `## ${title}\n\n${markdown}`))
}
