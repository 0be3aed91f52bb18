import fc from 'fast-check'

// Of a mutant only that it fails is of interest, not by how small an example.
fc.configureGlobal({ endOnFailure: true })
