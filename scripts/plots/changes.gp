# How each figure changed from one run to another: a panel for each figure, a row for each cell, one
# below the other. TSV: panel, row, cell, ratio, low, high, limit_low, limit_high, finding, text.
# `low` to `high` is the interval of the ratio, `limit_low` to `limit_high` the ratios by which runs
# of one build differ; they are empty where there is none. `finding` is 0 where the figure is not
# called, 1 no difference, 2 better, 3 worse. Variables beside those of style.gp:
#   figures                array: the title of each panel
#   rows                   the rows of each panel, separated by spaces
#   factors                for each panel the greatest ratio of its axis
#   tics                   array: for each panel its tics, "ratio:text", separated by spaces
#   label_letters          the length of the longest name of a cell
# In a narrow picture the names stand above their rows.

panel_count = |figures|
row_height = narrow ? 40 : 24
page_left = narrow ? edge : 40 + 7.0 * label_letters
page_right = narrow ? 74 : 96
heading = 34
axis_height = 40
rows_in(p) = word(rows, p) + 0
panel_height(p) = rows_in(p) * row_height
panel_top(p) = head + 12 + heading + (p > 1 ? sum [k = 1:p - 1] (panel_height(k) + axis_height + heading) : 0)
legend_rows = 2
legend_columns = narrow ? 2 : 9
height = panel_top(panel_count) + panel_height(panel_count) + axis_height + (narrow ? 66 : 44)
load plots.'/page.gp'

set offsets 0, 0, 0, 0
unset grid
set border 1 lc rgb axis_colour
unset ytics
set logscale x
middle = narrow ? 0.2 : 0

# Each panel takes its own rows of the table. Where there is no interval or no limit, it has no
# length: gnuplot complains about plots without a single point.
of(p, v) = column(1) == p ? v : NaN
or(c, v) = valid(c) ? column(c) : v
# by the finding: a ring, a dot, a triangle upwards, and one downwards
mark(f) = word('6 7 9 11', int(f) + 1) + 0
hue(f) = f == 0 ? quiet : f == 1 ? ink : f == 2 ? good : bad
label_place = narrow ? 'left offset 0.2,0' : 'right offset -0.8,0'

panel_plot = \
  'factor = word(factors, panel) + 0;'. \
  'set xrange [1 / factor:factor]; set yrange [rows_in(panel) + 0.5:0.5];'. \
  'set xtics scale 0 ("" 1);'. \
  'do for [tic in tics[panel]] { at = strstrt(tic, ":"); set xtics add (tic[at + 1:*] tic[1:at - 1] + 0) };'. \
  'set lmargin at screen from_left(page_left); set rmargin at screen from_left(width - page_right);'. \
  'set tmargin at screen from_top(panel_top(panel)); set bmargin at screen from_top(panel_top(panel) + panel_height(panel));'. \
  'set label 3 figures[panel] at screen from_left(edge), screen from_top(panel_top(panel) - 14) left font ",12" textcolor rgb ink;'. \
  'set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead lc rgb axis_colour lw 1 back;'. \
  'plot data using (of(panel, 1)):2:(or(7, 1)):(or(8, 1)):($2 + middle - 0.26):($2 + middle + 0.26) with boxxyerror lc rgb pale(quiet, 0.25) fs solid noborder notitle,'. \
  '  data using (of(panel, column(4))):($2 + middle):(or(5, column(4))):(or(6, column(4))) with xerrorbars pt -1 lc rgb ink lw 1 notitle,'. \
  '  data using (of(panel, column(4))):($2 + middle):(mark(column(9))):(hue(column(9))) with points pt variable ps 1 lc rgb variable notitle,'. \
  '  data using (of(panel, factor)):($2 + middle):(strcol(10)) with labels left offset 0.6,0 font ",11" textcolor rgb ink notitle,'. \
  '  data using (of(panel, 1 / factor)):($2 - (narrow ? 0.25 : 0)):(strcol(3)) with labels @label_place textcolor rgb ink notitle'

set multiplot
do for [panel = 1:panel_count] {
  eval panel_plot
  eval page_done
}
unset arrow 1
unset label 3
eval legend_page.'plot NaN with points pt 11 lc rgb bad title "worse", '.\
  'NaN with points pt 9 lc rgb good title "better", '.\
  'NaN with points pt 7 lc rgb ink title "no difference", '.\
  'NaN with points pt 6 lc rgb quiet title "not called", '.\
  'NaN with boxes lc rgb pale(quiet, 0.25) fs solid noborder title "runs of one build"'
unset multiplot
