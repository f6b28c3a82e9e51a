# Common to all charts; loaded before each chart, with these variables set:
#   file      output, without its ending     format    svg | png
#   narrow    1 for the picture on a phone, which has one column of panels
#   title, subtitle, title_lines, subtitle_lines: texts with line breaks, and their lines
#   data (the chart's TSV)                   width, height: of the svg, in pixels
#   ink, paper, axis …, short_poll …         colours of bench/chart/palette.c
#   transports             their names, in order; NAME_label: the label of a transport
#   engine_label(e)        the label of the engine, or of another server, of that name
# A chart may change `height`; then it loads page.gp, which opens the picture.

reset
set encoding utf8
set micro
set datafile separator tab
set datafile columnheaders

position(t) = sum [i = 1:words(transports)] (word(transports, i) eq t ? i : 0)
label(t) = value(t.'_label')
colour(t) = value(t)

# a colour with opacity f
pale(c, f) = (int(255 * (1 - f) + 0.5) << 24) + c

# dashes and points differ too, so that lines can be told apart in a grey print
set dashtype 11 solid
set dashtype 12 (14,5)
set dashtype 13 (3,3)
set dashtype 14 (12,4,2,4)
set dashtype 15 (12,3,2,3,2,3)
point_types = '7 9 5 13 11'
point_sizes = '0.7 0.8 0.65 0.85 0.8'
do for [i = 1:words(transports)] {
  look = (i - 1) % words(point_types) + 1
  line_colour = colour(word(transports, i))
  set style line i lc rgb line_colour lw 2.2 dt 10 + look pt 0 + word(point_types, look) ps 0 + word(point_sizes, look)
  # the same with thin lines and hollow points, for a second figure
  set style line 10 + i lc rgb line_colour lw 1.1 dt 10 + look pt -1 + word(point_types, look) ps 0.1 + word(point_sizes, look)
}

set border 3 lw 1 lc rgb axis_colour
set tics nomirror scale 0.6 textcolor rgb ink
set grid xtics ytics lc rgb grid lt 1 lw 0.8
set xlabel textcolor rgb ink
set ylabel textcolor rgb ink
unset key
set format x '%g'
set format y '%g'

# Marks that are invisible, with the words that appear when somebody points at them; bench/chart/
# chart_values makes them from gnuplot's. `pointed` is a list that is empty where there are none.
spot = 'with labels hypertext point pt 7 ps 1 lc rgb 0xff000000 notitle'
pointed(list) = format eq 'svg' ? list : ''
says(column_number) = strcol(column_number) ne '-'

# pixels from an edge, as fractions of the screen
from_top(pixels) = 1.0 - pixels / (1.0 * height)
from_bottom(pixels) = pixels / (1.0 * height)
from_left(pixels) = pixels / (1.0 * width)

edge = narrow ? 12 : 24
title_row = 26
subtitle_row = title_row + 24 * title_lines
head = subtitle_row + 15 * (subtitle_lines - 1) # the last line of the subtitle

# the labels of title, subtitle and axes belong to the page: drawn with the first panel
page_done = 'unset label 1; unset label 2; unset label 4; unset label 5'

# The legend is a plot of its own at the foot of the page, after all panels, with legend_columns
# entries side by side in legend_rows lines.
legend_columns = narrow ? 2 : 9
rows_of(entries) = int(ceil(entries / (1.0 * legend_columns)))
legend_rows = 1
legend_row = 20
legend_page = 'set lmargin at screen 0; set rmargin at screen 1; set tmargin at screen 1; set bmargin at screen 0;'. \
  'unset border; unset tics; unset grid; unset xlabel; unset label; unset logscale; set xrange [0:1]; set yrange [0:1];'. \
  'if (narrow) { set key at screen 0.5, screen from_bottom(12) center bottom vertical maxrows legend_rows Left reverse samplen 3 width 1 spacing 1.15 textcolor rgb ink }'. \
  'else { set key at screen 0.5, screen from_bottom(14) center bottom horizontal maxrows 1 Left reverse samplen 4 width 1 textcolor rgb ink };'
legend_lines = legend_page.'plot for [t in series] NaN with lines ls position(t) title label(t)'
legend_points = legend_page.'plot for [t in series] NaN with linespoints ls position(t) title label(t)'

# the format of an axis' figures by its unit: 20 µs, 1.5 ms, 30 s; 1 kB; or without a unit
format_of(unit) = unit eq '' ? '%g' : '%.0s %c'.unit
seconds = format_of('s')

# a round step with which an axis from 0 to `most` gets about `count` tics
power_of(v) = 10.0 ** floor(log10(v))
round_step(v) = v <= power_of(v) ? power_of(v) : v <= 2 * power_of(v) ? 2 * power_of(v) : v <= 5 * power_of(v) ? 5 * power_of(v) : 10 * power_of(v)
step(most, count) = most > 0 ? round_step(most / (1.0 * count)) : 1

# the text of a tic, with as many decimals as the step needs
si(v) = 10.0 ** (3 * floor(log10(v) / 3 + 1e-9))
decimals(v, by) = by >= 0.999 * si(v) ? 0 : by >= 0.0999 * si(v) ? 1 : 2
tic_text(v, by, unit) = v == 0 ? '0' : unit eq '' ? gprintf('%g', v) : gprintf(sprintf('%%.%ds %%c%s', decimals(v, by), unit), v)
