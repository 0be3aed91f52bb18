import { attributeText } from '../failures/plain.ts'

/** A cell of a table: HTML that is safe already. */
export interface Cell {
  readonly html: string
  readonly kind?: 'head' | 'number'
}

/** A table row of HTML. */
export function rowOf(cells: readonly Cell[]): string {
  return `<tr>${cells.map(cellHtml).join('')}</tr>`
}

/** A table of HTML, empty without rows. Neither it nor a row holds a blank line, which would end it. */
export function tableOf(rows: readonly string[]): string {
  return rows.length === 0 ? '' : ['<table>', ...rows, '</table>'].join('\n')
}

/** Escaped text in a fixed-width font, where nothing is taken for a mention or a commit. */
export function codeOf(html: string): string {
  return `<code>${html}</code>`
}

/** A link with escaped text, or the text alone when the address is not `https`. */
export function linkOf(url: string, html: string): string {
  const parsed = URL.parse(url)
  return parsed?.protocol === 'https:' ? `<a href="${attributeText(parsed.href)}">${html}</a>` : html
}

/** The first items that fit into `maxBytes` of UTF-8 together, and how many are left out. */
export function itemsWithin(
  items: readonly string[],
  maxBytes: number,
): { readonly shown: readonly string[]; readonly left: number } {
  let room = maxBytes
  const end = items.findIndex(item => {
    room -= Buffer.byteLength(item) + 1
    return room < 0
  })
  const shown = end < 0 ? items : items.slice(0, end)
  return { shown, left: items.length - shown.length }
}

function cellHtml({ html, kind }: Cell): string {
  if (kind === 'head') return `<th align="left">${html}</th>`
  return kind === 'number' ? `<td align="right">${html}</td>` : `<td>${html}</td>`
}
