"""What `./clinic bench [name …]` measures. One module a table.

A module has `TITLE` and `measure(ground) -> Table`; `ground` is a `tests.support.ground.Ground`.
One whose `measure` takes a size too can be run at another: `./clinic bench chaos-in:5000`.
Figures are medians of the same run; where a goal is a ratio, its baseline is measured beside it.
"""
