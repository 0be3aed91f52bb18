import type { RemoteFile } from '../providers/provider.ts'
import type { Redact } from '../secrets/redactor.ts'
import { servedName } from './disposition.ts'
import { extensionOf } from './first-bytes.ts'

/** What the name of a file is chosen from. */
export interface NameSource extends Pick<RemoteFile, 'name' | 'stem' | 'format'> {
  /** Value of the `Content-Disposition` header, or empty; used without a name from the provider. */
  readonly disposition?: string
  /** First bytes of the file, for the extension of a `stem`. */
  readonly head?: Uint8Array
}

/** Limit for the names of files and artifacts: most file systems allow 255 bytes, encrypted ones fewer. */
export const MAX_NAME_BYTES = 200
const MAX_EXTENSION_BYTES = 20
/** Only the beginning and the end of a longer name are used. */
const MAX_GIVEN_CHARS = 1024
const MAX_END_CHARS = 64
const FALLBACK = 'export'

/** Control, format (bidi, zero-width), unassigned and otherwise invisible characters. */
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}]/gu
/** Device names of Windows, with any extension. */
export const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])[\s.]*(\.|$)/i

/** Some file systems drop dots and spaces at the end of a name. */
function withoutEnd(name: string): string {
  let end = name.length
  while (end > 0 && '. '.includes(name.charAt(end - 1))) end -= 1
  return name.slice(0, end)
}

/** Cuts a name before its extension. */
function shortened(name: string, maxBytes: number): string {
  if (Buffer.byteLength(name) <= maxBytes) return name
  const found = /(\.tar)?\.[^.\s]+$/i.exec(name)?.[0] ?? ''
  const extension = found !== name && Buffer.byteLength(found) <= MAX_EXTENSION_BYTES ? found : ''
  const base = name.slice(0, name.length - extension.length)
  // encodeInto never writes half a character.
  const { read } = new TextEncoder().encodeInto(base, new Uint8Array(maxBytes - Buffer.byteLength(extension)))
  return withoutEnd(base.slice(0, read)) + extension
}

/** A name that no tool takes for an option, a home folder, a hidden file or a device. Adds at most two characters. */
function harmless(name: string, maxBytes = MAX_NAME_BYTES): string {
  return shortened(name, maxBytes - 2)
    .replace(/^[-~.]/, '_')
    .replace(DEVICE, '_$&')
}

/**
 * A base name of at most 200 bytes that every file system takes unchanged, made from any name: folders are dropped,
 * invisible characters removed, forbidden ones replaced. Undefined if nothing is left.
 */
export function safeName(raw: string): string | undefined {
  const basename = raw.slice(Math.max(raw.lastIndexOf('/'), raw.lastIndexOf('\\')) + 1)
  const given =
    basename.length > MAX_GIVEN_CHARS
      ? basename.slice(0, MAX_GIVEN_CHARS - MAX_END_CHARS) + basename.slice(-MAX_END_CHARS)
      : basename
  const plain = given
    .toWellFormed()
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/\p{Z}/gu, ' ')
    .replace(/[<>:"|?*\uFFFD]/g, '_')
    .trimStart()
  if (/^[._\- ~]*$/.test(plain)) return undefined
  // Removing a character may leave two that compose.
  return harmless(withoutEnd(plain).normalize('NFC'))
}

/** A name chosen by a provider or server, made safe; undefined if nothing is left, or if it contains what `redact` removes. */
function givenName(raw: string, redact: Redact): string | undefined {
  const name = safeName(raw)
  return name !== undefined && [raw, name].every(text => redact(text) === text) ? name : undefined
}

/** A safe name for a file that contains no secret; a `stem` gets an extension once the first bytes are known. */
export function nameOf(
  { name = '', disposition = '', stem, head, format }: NameSource,
  redact: Redact,
): string {
  // A part of a header may not show that it belongs to a signature.
  const served = redact(disposition) === disposition ? servedName(disposition) : ''
  const given = givenName(name, redact) ?? givenName(served, redact)
  return given ?? harmless((safeName(stem) ?? FALLBACK) + (head ? extensionOf(head, format) : ''))
}

/** Equal for names that some file system takes for the same one. */
function foldedCase(name: string): string {
  return name.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFC')
}

/** Makes safe names distinct: those that collide get their position, as in `1-data.csv` and `2-data.csv`. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const numbered = names.map((name, index) => {
    const prefix = `${index + 1}-`
    return prefix + harmless(name, MAX_NAME_BYTES - prefix.length)
  })
  const groups = Map.groupBy(names, foldedCase)
  const distinct = names.map((name, index) =>
    groups.get(foldedCase(name))?.length === 1 ? name : (numbered[index] ?? name),
  )
  // A number may produce the name of another file; then all are numbered, which cannot collide.
  const isDistinct = new Set(distinct.map(foldedCase)).size === names.length
  return isDistinct ? distinct : numbered
}
