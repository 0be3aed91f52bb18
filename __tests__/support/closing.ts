/** Something that a test starts and must end. */
interface Closable {
  close(): Promise<void>
}

/** Returns a function that passes on what it is given and closes it after the test. Call it at the top level of a test file. */
export function useClosing(): <T extends Closable>(started: Promise<T>) => Promise<T> {
  const open: Closable[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map(thing => thing.close()))
  })
  return async started => {
    const thing = await started
    open.push(thing)
    return thing
  }
}
