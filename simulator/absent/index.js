// Deliberately empty, see docs/decisions/0014-dependencies.md.
