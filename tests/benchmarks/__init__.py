"""What `./clinic bench [name …]` measures. One module a table.

A module has `TITLE` and `measure(ground) -> Table`; `ground` is a `tests.support.ground.Ground`.
Figures are medians of the same run; where a goal is a ratio, its baseline is measured beside it.
"""
