import * as v from '@badrap/valita'

const Bite = v.object({
  id: v.string(),
  file: v.string(),
  find: v.string(),
  replace: v.string(),
  test: v.string(),
  bundle: v.boolean().optional(),
})

/**
 * Code of `file` that is taken away: `find`, which occurs once, becomes `replace`; then the tests of the entry `id` in the
 * file `test` must fail. With `bundle` they run the bundle, which is built anew.
 */
export type Bite = v.Infer<typeof Bite>

/** Reads the text of `bites.json`; throws when a field is missing or unknown. */
export function readBites(text: string): readonly Bite[] {
  return v.array(Bite).parse(JSON.parse(text), { mode: 'strict' })
}

/** Whether `source`, the text of the bite's file, holds its code once, so that it is clear what is taken away. */
export function holdsOnce(source: string, { find }: Bite): boolean {
  return source.split(find).length === 2
}
