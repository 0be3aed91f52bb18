import { type Phase, type Position, positionAfterPoll, positionAt } from '../../simulator/jobs/timeline.ts'

const START: Position = { index: 0, sinceMs: 1000, polls: 0 }

test('timed phases follow each other without gaps', () => {
  const phases: Phase[] = [{ word: 'a', forMs: 100 }, { word: 'b', forMs: 50 }, { word: 'c' }]
  expect(positionAt(phases, START, 1099).index).toBe(0)
  expect(positionAt(phases, START, 1100)).toEqual({ index: 1, sinceMs: 1100, polls: 0 })
  expect(positionAt(phases, START, 9000)).toEqual({ index: 2, sinceMs: 1150, polls: 0 })
})

test('a phase with polls ends after its last poll', () => {
  const phases: Phase[] = [{ word: 'a', polls: 2 }, { word: 'b', polls: 1 }, { word: 'c' }]
  const words: (string | undefined)[] = []
  let position = START
  for (let poll = 0; poll < 5; poll++) {
    position = positionAfterPoll(phases, position, 5000)
    words.push(phases[position.index]?.word)
  }
  expect(words).toEqual(['a', 'a', 'b', 'c', 'c'])
})

test('other requests do not advance a phase with polls', () => {
  const phases: Phase[] = [{ word: 'a', polls: 1 }, { word: 'b' }]
  const polled = positionAfterPoll(phases, START, 5000)
  expect(positionAt(phases, polled, 9000)).toEqual(polled)
})

test('a timed phase after a phase with polls starts with the next response', () => {
  const phases: Phase[] = [{ word: 'a', polls: 1 }, { word: 'b', forMs: 100 }, { word: 'c' }]
  const second = positionAfterPoll(phases, positionAfterPoll(phases, START, 5000), 6000)
  expect(second).toEqual({ index: 1, sinceMs: 6000, polls: 1 })
  expect(positionAt(phases, second, 6100).index).toBe(2)
})

test('a phase with neither, and the last phase, do not end', () => {
  const phases: Phase[] = [{ word: 'a' }, { word: 'b' }]
  expect(positionAfterPoll(phases, START, 1e12).index).toBe(0)
  expect(positionAt([{ word: 'a', forMs: 1 }], START, 1e12).index).toBe(0)
})
