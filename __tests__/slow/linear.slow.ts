import { stepsOf } from '../support/steps.ts'
import { PIECES, READERS } from '../support/worst-texts.ts'

const CHARS = 2_000

test.each(Object.entries(READERS))(
  'A23 %s takes at most twice the steps for a text of twice the length',
  async (_, read) => {
    const textOf = (piece: string, chars: number) => piece.repeat(Math.ceil(chars / piece.length))
    const works = Object.values(PIECES).flatMap(piece =>
      [CHARS, 2 * CHARS].map(chars => () => read(textOf(piece, chars))),
    )
    const tooMany = async () => {
      const steps = await stepsOf(works)
      return Object.keys(PIECES).filter((_name, index) => {
        const [one = 0, two = 0] = steps.slice(2 * index)
        return two > 2.3 * one + 2000
      })
    }
    // A garbage collection may lose counts of one of the two texts, but hardly twice.
    const found = await tooMany()
    expect(found.length > 0 ? await tooMany() : found).toEqual([])
  },
)
