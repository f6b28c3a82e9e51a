# Bars of two figures side by side, each with an axis of its own.
load plots.'/bars.gp'
middle = page_left + (width - page_left - page_right) / 2.0
set multiplot
bar_right = middle - 20
eval bars
eval page_done
unset for [h = 1:|headings|] label 10 + h
bar_left = middle + 20
bar_right = width - page_right
bar_column = 9
axis = axis_right
axis_format = '%g'
eval bars
unset multiplot
