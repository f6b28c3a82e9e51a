# What every chart has in common. Loaded before each chart with these set:
#   file      output, without its ending     format    svg | png
#   narrow    1 for the picture that a telephone shows, which has a column for one panel
#   title, subtitle, title_lines, subtitle_lines: texts broken into lines, and how many
#   data (the chart's TSV)                   width, height: pixels, of the svg
#   ink, paper, axis …, short_poll …         colours, as bench/chart/palette.c has them
# A chart that knows better sets `height`; then it loads page.gp, which opens the picture.

reset
set encoding utf8
set micro
set datafile separator tab
set datafile columnheaders

transports = 'short_poll long_poll sse websocket'
position(t) = t eq 'short_poll' ? 1 : t eq 'long_poll' ? 2 : t eq 'sse' ? 3 : 4
label(t) = t eq 'short_poll' ? 'short poll' : t eq 'long_poll' ? 'long poll' : t eq 'sse' ? 'SSE' : 'WebSocket'
colour(t) = t eq 'short_poll' ? short_poll : t eq 'long_poll' ? long_poll : t eq 'sse' ? sse : websocket
engine_label(e) = e eq 'lws' ? 'libwebsockets · event loop' : e eq 'civetweb' ? 'civetweb · thread per connection' : 'null · no network'

# a colour through which the paper shows: 1 is the colour itself
pale(c, f) = (int(255 * (1 - f) + 0.5) << 24) + c

# dashes and points differ too, so that a grey print can be read
set style line 1 lc rgb short_poll lw 2.2 dt solid      pt 7 ps 0.7
set style line 2 lc rgb long_poll  lw 2.2 dt (14,5)     pt 9 ps 0.8
set style line 3 lc rgb sse        lw 2.2 dt (3,3)      pt 5 ps 0.65
set style line 4 lc rgb websocket  lw 2.2 dt (12,4,2,4) pt 13 ps 0.85

# the same, thin and with hollow points, for a second figure
set style line 11 lc rgb short_poll lw 1.1 dt solid      pt 6 ps 0.8
set style line 12 lc rgb long_poll  lw 1.1 dt (14,5)     pt 8 ps 0.9
set style line 13 lc rgb sse        lw 1.1 dt (3,3)      pt 4 ps 0.75
set style line 14 lc rgb websocket  lw 1.1 dt (12,4,2,4) pt 12 ps 0.95

set border 3 lw 1 lc rgb axis_colour
set tics nomirror scale 0.6 textcolor rgb ink
set grid xtics ytics lc rgb grid lt 1 lw 0.8
set xlabel textcolor rgb ink
set ylabel textcolor rgb ink
unset key
set format x '%g'
set format y '%g'

# pixels from the top, and from the left, as parts of the screen
from_top(pixels) = 1.0 - pixels / (1.0 * height)
from_bottom(pixels) = pixels / (1.0 * height)
from_left(pixels) = pixels / (1.0 * width)

edge = narrow ? 12 : 24
title_row = 26
subtitle_row = title_row + 24 * title_lines
head = subtitle_row + 15 * (subtitle_lines - 1) # the last line of the subtitle

# the labels of title, subtitle and axes belong to the whole page: once a panel is drawn
page_done = 'unset label 1; unset label 2; unset label 4; unset label 5'

# The legend: at the foot of the page, a plot of its own after all panels. legend_columns
# entries side by side, in legend_rows lines.
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

# figures of an axis in words of people, by its unit: 20 µs, 1.5 ms, 30 s; 1 kB; or bare
format_of(unit) = unit eq '' ? '%g' : '%.0s %c'.unit
seconds = format_of('s')

# a round step by which an axis from 0 to `most` gets about `count` tics
power_of(v) = 10.0 ** floor(log10(v))
round_step(v) = v <= power_of(v) ? power_of(v) : v <= 2 * power_of(v) ? 2 * power_of(v) : v <= 5 * power_of(v) ? 5 * power_of(v) : 10 * power_of(v)
step(most, count) = most > 0 ? round_step(most / (1.0 * count)) : 1

# one tic of an axis with steps: with as many decimals as its step asks for
si(v) = 10.0 ** (3 * floor(log10(v) / 3 + 1e-9))
decimals(v, by) = by >= 0.999 * si(v) ? 0 : by >= 0.0999 * si(v) ? 1 : 2
tic_text(v, by, unit) = v == 0 ? '0' : unit eq '' ? gprintf('%g', v) : gprintf(sprintf('%%.%ds %%c%s', decimals(v, by), unit), v)
