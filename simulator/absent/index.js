// Deliberately empty, see docs/decisions/0013-dependencies.md.
