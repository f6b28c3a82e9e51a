# Horizontal bars, a row for each cell, grouped by engine. TSV: row, engine, transport, label,
# whether the cell may not be ranked, then for each measure its parts, the ends of its whisker, the
# figure as text, and the words for pointing. Variables beside those of style.gp:
#   rows                   the number of rows, including the engines' headings
#   headings               array of engines, heading_rows: their rows, separated by spaces
#   parts                  array of the names of the stacked parts
#   label_letters          the length of the longest label
#   axes, units            arrays of one or two: the title of each panel's axis, and its unit
#                          (s, B or nothing)
# Panels stand side by side; in a narrow picture one below the other, with the labels above
# their bars.

panel_count = |axes|
parts_count = |parts|
legend_rows = parts_count # of a narrow picture
row_height = narrow ? 42 : 28
page_left = narrow ? edge : 48 + 7.4 * (label_letters > 33 ? label_letters : 33) # headings need 33
page_right = narrow ? 28 : 40
page_top = head + 26
page_bottom = 62 + (parts_count > 1 ? (narrow ? 18 + legend_row * parts_count : 34) : 0)
gutter = 40
panel_gap = 76 # in a narrow picture, from the last row of a panel to the first of the next
panel_width = narrow ? width - page_left - page_right : (width - page_left - page_right - (panel_count - 1) * gutter) / (1.0 * panel_count)
height = page_top + page_bottom + rows * row_height * (narrow ? panel_count : 1) + (narrow ? (panel_count - 1) * panel_gap : 0)
panel_left(p) = page_left + (narrow ? 0 : (p - 1) * (panel_width + gutter))
panel_top(p) = page_top + (narrow ? (p - 1) * (rows * row_height + panel_gap) : 0)
labelled(p) = narrow || p == 1
load plots.'/page.gp'

shade(i) = word(parts_count < 2 ? "0.95" : parts_count < 4 ? "0.95 0.45 0.13" : "0.95 0.6 0.32 0.13", i) + 0
text_room = 84 # pixels after the longest bar, for its figure

sum_to(i) = i < 1 ? 0 : sum [k = 1:i] column(bar_column + k - 1)
whisker_low = parts_count     # columns, counted from bar_column
whisker_high = parts_count + 1
figure_text = parts_count + 2
words_text = parts_count + 3
last_spot = format eq 'svg' ? 2 : -1 # marks for pointing: at both ends of a bar, and between
has_whisker(b) = column(b + whisker_high) > column(b + whisker_low)
# a cell that may not be ranked is drawn as an empty frame
filled(i) = column(5) == 1 ? 0.04 : shade(i)
# the edges of a bar within its row; in a narrow picture it is below its label
upper = narrow ? -0.02 : -0.36
lower = narrow ? 0.44 : 0.36
middle = (upper + lower) / 2

set offsets 0, 0, 0, 0
unset grid
set grid xtics lc rgb grid lt 1 lw 0.8
set border 2 lc rgb axis_colour
unset ytics

bars = \
  'bar_column = 6 + (panel - 1) * (parts_count + 4);'. \
  'set xrange [*:*]; set yrange [*:*];'. \
  'stats data using (sum_to(parts_count)) nooutput; longest = STATS_max;'. \
  'stats data using (column(bar_column + whisker_high)) nooutput; if (STATS_max > longest) { longest = STATS_max };'. \
  'if (!(longest > 0)) { longest = 1 };'. \
  'set yrange [rows + 0.5:0.5];'. \
  'range = longest * panel_width / (panel_width - text_room); set xrange [0:range];'. \
  'by = step(range, panel_width / 75.0); set xtics ("0" 0) scale 0;'. \
  'do for [i = 1:int(range / by)] { set xtics add (tic_text(i * by, by, units[panel]) i * by) };'. \
  'set lmargin at screen from_left(panel_left(panel)); set rmargin at screen from_left(panel_left(panel) + panel_width);'. \
  'set tmargin at screen from_top(panel_top(panel)); set bmargin at screen from_top(panel_top(panel) + rows * row_height);'. \
  'set xlabel axes[panel];'. \
  'do for [h = 1:|headings|] { set label 10 + h engine_label(headings[h]) at screen from_left(edge), first (word(heading_rows, h) + (narrow ? 0.2 : 0)) left front font ",12" textcolor rgb quiet; if (!labelled(panel)) { unset label 10 + h } };'. \
  'plot for [i = 1:parts_count] data using (sum_to(i)):1:(sum_to(i - 1)):(sum_to(i)):($1 + upper):($1 + lower):(pale(colour(strcol(3)), filled(i))) with boxxyerror lc rgb variable fs solid noborder notitle,'. \
  '  data using (0):1:(0):(sum_to(parts_count)):($1 + upper):($1 + lower):(colour(strcol(3))) with boxxyerror lc rgb variable lw 1.2 fs empty notitle,'. \
  '  data using (has_whisker(bar_column) ? sum_to(parts_count) : NaN):($1 + middle):(column(bar_column + whisker_low)):(column(bar_column + whisker_high)) with xerrorbars pt -1 lc rgb ink lw 1 notitle,'. \
  '  data using (column(bar_column + whisker_high) > sum_to(parts_count) ? column(bar_column + whisker_high) : sum_to(parts_count)):($1 + middle):(strcol(bar_column + figure_text)) with labels left offset 0.6,0 font ",11" textcolor rgb ink notitle,'. \
  '  for [k = 0:last_spot] data using (sum_to(parts_count) * k / 2.0):($1 + middle):(strcol(bar_column + words_text)) @spot,'. \
  '  data using (labelled(panel) ? 0 : NaN):($1 + (narrow ? -0.3 : 0)):(strcol(4)) with labels @label_place textcolor rgb ink notitle'
label_place = narrow ? 'left offset 0.2,0' : 'right offset -0.8,0'

legend_parts = legend_page.\
  'plot for [i = 1:parts_count] NaN with boxes lc rgb pale(quiet, shade(i)) fs solid border rgb quiet title parts[i]'

set multiplot
do for [panel = 1:panel_count] {
  eval bars
  eval page_done
}
if (parts_count > 1) { eval legend_parts }
unset multiplot
