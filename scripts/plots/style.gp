# What every chart has in common: paper, letters, and one colour, dash and point
# for each transport (Okabe and Ito's palette; dashes and points differ too, so
# that a grey print can be read). Loaded before each chart with these set:
#   file      output, without its ending     format    svg | png
#   title, subtitle, data (the chart's TSV)  width, height (of the svg)

reset
set encoding utf8
set micro
set datafile separator tab
set datafile columnheaders

if (format eq 'svg') {
  set terminal svg size width,height dynamic rounded enhanced font "sans-serif,13" background rgb "white" name name
} else {
  set terminal pngcairo size 2*width,2*height enhanced rounded font "DejaVu Sans,10.4" fontscale 2 linewidth 2 pointscale 2 background rgb "white"
}
set output file.'.'.format

ink = 0x24292f
pale = 0x8c959f
transports = 'short_poll long_poll sse websocket'
position(t) = t eq 'short_poll' ? 1 : t eq 'long_poll' ? 2 : t eq 'sse' ? 3 : 4
label(t) = t eq 'short_poll' ? 'short poll' : t eq 'long_poll' ? 'long poll' : t eq 'sse' ? 'SSE' : 'WebSocket'
colour(t) = t eq 'short_poll' ? 0xd55e00 : t eq 'long_poll' ? 0xe69f00 : t eq 'sse' ? 0x009e73 : 0x0072b2
engine_label(e) = e eq 'lws' ? 'libwebsockets · event loop' : e eq 'civetweb' ? 'civetweb · thread per connection' : 'null · no network'

# a colour mixed with white: 1 is the colour itself
channel(c, shift, f) = int(255 - f * (255 - ((c >> shift) & 255)))
tint(c, f) = (channel(c, 16, f) << 16) + (channel(c, 8, f) << 8) + channel(c, 0, f)

set style textbox 1 opaque fillcolor rgb 'white' noborder margins 0.6, 0.8

set style line 1 lc rgb 0xd55e00 lw 2.2 dt solid      pt 7 ps 0.7
set style line 2 lc rgb 0xe69f00 lw 2.2 dt (14,5)     pt 9 ps 0.8
set style line 3 lc rgb 0x009e73 lw 2.2 dt (3,3)      pt 5 ps 0.65
set style line 4 lc rgb 0x0072b2 lw 2.2 dt (12,4,2,4) pt 13 ps 0.85

# the same, thin and with hollow points, for a second figure
set style line 11 lc rgb 0xd55e00 lw 1.1 dt solid      pt 6 ps 0.8
set style line 12 lc rgb 0xe69f00 lw 1.1 dt (14,5)     pt 8 ps 0.9
set style line 13 lc rgb 0x009e73 lw 1.1 dt (3,3)      pt 4 ps 0.75
set style line 14 lc rgb 0x0072b2 lw 1.1 dt (12,4,2,4) pt 12 ps 0.95

set border 3 lw 1 lc rgb pale
set tics nomirror scale 0.6 textcolor rgb ink
set grid xtics ytics lc rgb 0xe4e7eb lt 1 lw 0.8
set xlabel textcolor rgb ink
set ylabel textcolor rgb ink

# pixels from the top, and from the left, as parts of the screen
from_top(pixels) = 1.0 - pixels / (1.0 * height)
from_bottom(pixels) = pixels / (1.0 * height)
from_left(pixels) = pixels / (1.0 * width)
from_right(pixels) = 1.0 - pixels / (1.0 * width)

set label 1 title at screen from_left(24), screen from_top(26) left noenhanced font ",17" textcolor rgb ink
set label 2 subtitle at screen from_left(24), screen from_top(50) left noenhanced font ",11.5" textcolor rgb 0x57606a

# the two labels above belong to the whole page: call it once a panel is drawn
page_done = 'unset label 1; unset label 2; unset label 4; unset label 5'

unset key
set format x '%g'
set format y '%g'

# the legend: one line at the foot of the page, a plot of its own after all panels
legend_page = 'set lmargin at screen 0; set rmargin at screen 1; set tmargin at screen 1; set bmargin at screen 0;'. \
  'unset border; unset tics; unset grid; unset xlabel; unset label; unset logscale; set xrange [0:1]; set yrange [0:1];'. \
  'set key at screen 0.5, screen from_bottom(14) center bottom horizontal maxrows 1 Left reverse samplen 4 width 1 textcolor rgb ink;'
legend_lines = legend_page.'plot for [t in series] NaN with lines ls position(t) title label(t)'
legend_points = legend_page.'plot for [t in series] NaN with linespoints ls position(t) title label(t)'

# what the vertical axis is, at the left edge of the page
axis_left(text, top, bottom) = sprintf('set label 4 "%s" at screen from_left(20), screen from_top(%g) center rotate textcolor rgb ink noenhanced', text, (top + bottom) / 2.0)

# what all horizontal axes are, once below them
axis_below(text) = sprintf('set label 5 "%s" at screen 0.5, screen from_bottom(56) center textcolor rgb ink noenhanced', text)

# seconds and bytes in words of people: 20 µs, 1.5 ms, 30 s
seconds = '%.0s %cs'
bytes = '%.0s %cB'

