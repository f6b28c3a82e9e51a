# A figure against a swept parameter. TSV: engine, transport, x, figure and the ends of its whisker,
# second figure (or the first again) and the ends of its whisker, whether the parameter applies to
# the transport, the model or nothing, whether the cell may not be ranked, and for both figures the
# words for pointing. Variables beside those of panels.gp:
#   names                  the values of x if they are names, separated by spaces: x is their
#                          position, and no line joins the points. Empty if x is a number
#   log_x, log_y           whether the axes are logarithmic
#   axis_x, axis_y         the axes' titles; unit: of the vertical one (s, B, % or nothing)
#   modelled, marked       whether there is a model to draw, and a cell to mark
#   figures                1, or 2: a lower and an upper figure (mean, 99th percentile)
#   crossings              where two transports break even, six words each: engine, x, the ends of
#                          its interval, the transports with the lesser figure below and above it
panel_rows = 1
legend_entries = words(series) + (modelled ? 1 : 0) + (marked ? 1 : 0)
load plots.'/panels.gp'
letter = 7.2 # width in pixels, about
named = words(names) > 0
longest = 0
do for [name in names] { if (strlen(name) > longest) { longest = strlen(name) } }
turned = named && letter * longest > panel_width / words(names)
if (turned) {
  extra = 0.65 * letter * longest
  page_bottom = page_bottom + extra
  row_gap = row_gap + (stacked ? extra : 0)
  if (stacked) { height = height + extra * panel_lines } else { row_height = row_height - extra }
}
load plots.'/page.gp'
# the end of a whisker, or the figure where it has none: a figure that is compared with NaN is lost
end_of(end, figure) = strcol(end) eq 'nan' ? column(figure) : column(end)
stats data using 3 nooutput
left = STATS_min
right = STATS_max
stats data using (end_of(5, 4)) nooutput
low = STATS_min
stats data using (end_of(6, 4)) nooutput
high = STATS_max
if (figures == 2) { stats data using (end_of(9, 7)) nooutput; high = STATS_max > high ? STATS_max : high }
if (modelled) { stats data using (column(11) > 0 ? column(11) : NaN) nooutput; low = STATS_min < low ? STATS_min : low; high = STATS_max > high ? STATS_max : high }
if (log_x) { set logscale x 10; set xrange [left / 1.15:right * 1.15]; set xtics (0.1 0.1) } \
else { set xrange [left - 0.06 * (right - left):right + 0.06 * (right - left)] }
if (named) { set xtics offset 0,-0.4; set xrange [0.5:words(names) + 0.5]; set xtics (word(names, 1) 1); set for [i = 2:words(names)] xtics add (word(names, i) i) }
if (turned) { set xtics rotate by 40 right }
if (log_y) { set logscale y 10; low = round_down(low); high = round_up(1.1 * high) } else { low = 0; high = 1.08 * high }
by = step(high, 6)
unit_y = format_of(unit)
set yrange [low:high]
# the values are the tics, except those that would overlap the one before
if (!named) {
  set format x '%g'
  pixels(v) = panel_width * (log_x ? log(v / left) / log(1.3225 * right / left) : 0.89 * (v - left) / (right - left))
  shown = 0
  do for [i = 1:words(values)] {
    v = word(values, i) + 0
    room = i == 1 ? 1e9 : pixels(v) - shown
    if (room > letter * strlen(word(values, i)) + 8) {
      if (i == 1) { set xtics (gprintf('%g', v) v) } else { set xtics add (gprintf('%g', v) v) }
      shown = pixels(v)
    }
  }
  set xtics nomirror scale 0.6 textcolor rgb ink
}
eval axis_below(axis_x)
eval axis_left(axis_y)

# a transport to which the parameter does not apply has a horizontal line without points
heeds(e, t) = is(e, t) && column(10) == 1
ignores(e, t) = is(e, t) && column(10) == 0
wrong(e, t) = heeds(e, t) && column(12) == 1
# the whisker of the figure in this column
whiskered(e, t, c) = is(e, t) && column(c + 2) > column(c + 1)
whisker = 'with yerrorbars pt -1 lw 1.2 dt solid'
# for named values, points of one engine stand side by side, since no lines tell them apart
x(t) = column(3) + (named ? 0.18 * (position(t) - (words(transports) + 1) / 2.0) : 0)
joined = named ? 'points' : 'linespoints'
# the model is drawn as a grey lane, or a grey frame, around the measured line or point
lane = 'with lines lc rgb model lw 8'
inside = 'with lines lc rgb paper lw 5.6'
frame = 'with points pt 4 ps 1.9 lw 1.4 lc rgb model'
of_model(e, t) = column(11) >= 0 && (!log_y || column(11) > 0)

# an upright line for each point at which two transports break even, with its interval at the foot
crossing(i, k) = word(crossings, 6 * (i - 1) + k)
crossing_from(i) = crossing(i, 3) eq '-inf' ? left : crossing(i, 3) + 0
crossing_to(i) = crossing(i, 4) eq 'inf' ? right : crossing(i, 4) + 0
crossings_place = 'do for [i = 1:words(crossings) / 6] {'. \
  '  if (crossing(i, 1) eq engine) {'. \
  '    set arrow 300 + i from crossing(i, 2) + 0, graph 0 to crossing(i, 2) + 0, graph 1 nohead back lc rgb quiet lw 1.2 dt (5,4);'. \
  '    set arrow 400 + i from crossing_from(i), graph 0.015 to crossing_to(i), graph 0.015 nohead back lc rgb quiet lw 4'. \
  '  } else { unset arrow 300 + i; unset arrow 400 + i } }'
set multiplot
do for [panel = 1:panel_count] {
  eval panel_place
  if (log_y) { eval log_y_labels } else {
    set ytics ('' 0)
    do for [i = 0:int(high / by)] { set ytics add ((labelled(panel) ? tic_text(i * by, by, unit) : '') i * by) }
  }
  engine = word(panels, panel)
  lanes = modelled ? panel_series[panel] : ''
  frames = modelled && named ? panel_series[panel] : ''
  eval crossings_place
  lines = panel_series[panel]
  uppers = figures == 2 ? lines : ''
  plot for [t in lanes] data using (of_model(engine, t) && (named ? ignores(engine, t) : is(engine, t)) ? column(3) : NaN):11 @lane notitle, \
    for [t in lanes] data using (of_model(engine, t) && (named ? ignores(engine, t) : is(engine, t)) ? column(3) : NaN):11 @inside notitle, \
    for [t in frames] data using (of_model(engine, t) && heeds(engine, t) ? x(t) : NaN):11 @frame notitle, \
    for [t in lines] data using (whiskered(engine, t, 4) ? x(t) : NaN):4:5:6 @whisker lc rgb colour(t) notitle, \
    for [t in uppers] data using (whiskered(engine, t, 7) ? x(t) : NaN):7:8:9 @whisker lc rgb colour(t) notitle, \
    for [t in lines] data using (heeds(engine, t) ? x(t) : NaN):4 with @joined ls position(t) notitle, \
    for [t in lines] data using (ignores(engine, t) ? column(3) : NaN):4 with lines ls position(t) notitle, \
    for [t in uppers] data using (heeds(engine, t) ? x(t) : NaN):7 with @joined ls 10 + position(t) notitle, \
    for [t in uppers] data using (ignores(engine, t) ? column(3) : NaN):7 with lines ls 10 + position(t) notitle, \
    for [t in pointed(lines)] data using (is(engine, t) ? (heeds(engine, t) ? x(t) : column(3)) : NaN):4:13 @spot, \
    for [t in pointed(uppers)] data using (is(engine, t) ? (heeds(engine, t) ? x(t) : column(3)) : NaN):7:14 @spot, \
    for [t in (marked ? lines : '')] data using (wrong(engine, t) ? x(t) : NaN):4 with points pt 2 ps 1.6 lw 2 lc rgb bad notitle
  eval page_done
}
do for [i = 1:words(crossings) / 6] { unset arrow 300 + i; unset arrow 400 + i }
eval legend_page.'plot '.(modelled ? 'NaN '.(named ? frame : lane).' title "model", ' : '').'for [t in series] NaN with '.joined.' ls position(t) title label(t)'.(marked ? ', NaN with points pt 2 ps 1.6 lw 2 lc rgb bad title "not ranked"' : '')
unset multiplot
