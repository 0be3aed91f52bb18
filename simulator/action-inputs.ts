import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'

/** One input in the action's metadata file. */
interface DeclaredInput {
  readonly default?: string | number | boolean
}

/**
 * The variables in which the runner passes inputs: one for each declared input, with its default or empty. Names are in
 * upper case; spaces become underscores, hyphens stay. An undeclared input is an error.
 */
export async function inputVariables(
  manifestFile: string,
  inputs: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const manifest = parse(await readFile(manifestFile, 'utf8')) as { inputs?: Record<string, DeclaredInput> }
  const declared = manifest.inputs ?? {}
  const unknown = Object.keys(inputs).filter(name => !Object.hasOwn(declared, name))
  if (unknown.length > 0) throw new Error(`${manifestFile} declares no input ${unknown.join(', ')}.`)
  const values = Object.entries(declared).map(([name, input]) => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    inputs[name] ?? String(input.default ?? ''),
  ])
  return Object.fromEntries(values)
}
