import { stepsOf } from '../support/steps.ts'
import { PIECES, READERS } from '../support/worst-texts.ts'

const CHARS = 6_000

describe.each(Object.entries(READERS))('A23 %s', (_, read) => {
  test.each(Object.entries(PIECES))(
    'takes at most twice the steps for twice as many %s',
    async (_name, piece) => {
      const text = (chars: number) => piece.repeat(Math.ceil(chars / piece.length))
      const [one = 0, two = 0] = await stepsOf([() => read(text(CHARS)), () => read(text(2 * CHARS))])
      expect(two).toBeLessThan(2.3 * one + 5000)
    },
  )
})
