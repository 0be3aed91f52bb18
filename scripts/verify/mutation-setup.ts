import fc from 'fast-check'

// A failing example is enough to kill a mutant; it need not be shrunk.
fc.configureGlobal({ endOnFailure: true })
