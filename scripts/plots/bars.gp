# Horizontal bars, a row for each cell, grouped by engine. TSV: row, engine,
# transport, label, then for each measure its parts, least and greatest over the
# repeats, and the figure as text. Set besides what style.gp needs:
#   rows                   of the chart, engines' headings included
#   headings               array of engines, heading_rows: their rows, as words
#   parts                  array of the names of the stacked parts
#   label_letters          of the longest label
#   axis                   what the length is, with its unit; axis_format
# and, by a chart with two panels, bar_column, the first part's column, before
# each `eval bars`.

parts_count = |parts|
page_left = 48 + 7.6 * (label_letters > 10 ? label_letters : 10)
page_right = 40
page_top = 78
page_bottom = parts_count > 3 ? 108 : parts_count > 1 ? 92 : 62
bar_left = page_left
bar_right = width - page_right
bar_column = 5
shade(i) = word(parts_count < 4 ? "0.95 0.45 0.13" : "0.95 0.6 0.32 0.13", i) + 0

sum_to(i) = i < 1 ? 0 : sum [k = 1:i] column(bar_column + k - 1)
repeats_differ = repeats > 1

set offsets 0, 0, 0, 0
unset grid
set grid xtics lc rgb 0xe4e7eb lt 1 lw 0.8
set border 2 lc rgb pale
set xtics scale 0
unset ytics

bars = \
  'set xrange [*:*]; set yrange [*:*];'. \
  'stats data using (sum_to(parts_count)) nooutput; longest = STATS_max;'. \
  'stats data using (column(bar_column + parts_count + 1)) nooutput; if (STATS_max > longest) { longest = STATS_max };'. \
  'set yrange [rows + 0.5:0.5];'. \
  'set xrange [0:longest > 0 ? 1.15 * longest : 1];'. \
  'set lmargin at screen from_left(bar_left); set rmargin at screen from_left(bar_right);'. \
  'set tmargin at screen from_top(page_top); set bmargin at screen from_bottom(page_bottom);'. \
  'set xlabel axis; set format x axis_format;'. \
  'do for [h = 1:|headings|] { set label 10 + h engine_label(headings[h]) at screen from_left(24), first (word(heading_rows, h) + 0) left front boxed bs 1 font ",12" textcolor rgb 0x57606a; if (bar_left != page_left) { unset label 10 + h } };'. \
  'plot for [i = 1:parts_count] data using (sum_to(i)):1:(sum_to(i - 1)):(sum_to(i)):($1 - 0.36):($1 + 0.36):(tint(colour(strcol(3)), shade(i))) with boxxyerror lc rgb variable fs solid noborder notitle,'. \
  '  data using (0):1:(0):(sum_to(parts_count)):($1 - 0.36):($1 + 0.36):(colour(strcol(3))) with boxxyerror lc rgb variable lw 1.2 fs empty notitle,'. \
  '  data using (repeats_differ ? sum_to(parts_count) : NaN):1:(column(bar_column + parts_count)):(column(bar_column + parts_count + 1)) with xerrorbars pt -1 lc rgb ink lw 1 notitle,'. \
  '  data using (repeats_differ ? column(bar_column + parts_count + 1) : sum_to(parts_count)):1:(strcol(bar_column + parts_count + 2)) with labels left offset 0.6,0 font ",11" textcolor rgb ink notitle,'. \
  '  data using (bar_left == page_left ? 0 : NaN):1:(strcol(4)) with labels right offset -0.8,0 noenhanced textcolor rgb ink notitle'

legend_parts = legend_page.\
  'plot for [i = 1:parts_count] NaN with boxes lc rgb tint(0x57606a, shade(i)) fs solid border rgb 0x57606a title parts[i]'
