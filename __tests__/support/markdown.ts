import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/** GitHub-flavoured Markdown as HTML. Raw HTML is kept, so that injected markup shows as tags. */
export function renderMarkdown(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })
}

/** All tags and comments in order, except `<wbr>`, which is invisible. */
export function tagsOf(html: string): readonly string[] {
  return (html.match(/<[^>]*>?/g) ?? []).filter(tag => tag !== '<wbr>')
}

/** The texts between tags with decoded entities, in which GitHub finds mentions, references and emoji. */
export function textNodesOf(html: string): readonly string[] {
  return html.split(/<[^>]*>/).map(decoded)
}

/** The text that a reader sees. */
export function visibleText(html: string): string {
  return textNodesOf(html).join('')
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

function decoded(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, code?: string, name?: string) =>
    code === undefined ? (NAMED[name ?? ''] ?? '?') : String.fromCharCode(Number(code)),
  )
}
