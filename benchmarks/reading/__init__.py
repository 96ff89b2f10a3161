"""How well the importer reads: our own truth files, renderings of them, and what comes out.

`truth/` holds what a careful clerk reads in five published plans, written row by row from the
printed text. `renderings` and `pages` write those plans in every format an office sends.
`score` compares a reading with the truth, `command` prints it, `speed` measures time and memory.
"""
