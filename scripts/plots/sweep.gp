# A figure against a swept parameter. TSV: engine, transport, x, figure, second
# figure or nothing, whether the transport heeds the parameter, the model or nothing. Set besides:
#   names                  the values of x, separated by spaces: x is their position, and
#                          no line joins them; empty where x is a number
#   log_x, log_y           whether the axes are logarithmic
#   axis_x, axis_y         what they are, with units; unit_x, unit_y: tic formats
#   modelled               whether there is a model to draw
#   figures                1, or 2: lower and upper figure (median, 99th percentile)
load plots.'/panels.gp'
band = '#ccd2da' # the model, behind what was measured
letter = 7.2     # pixels, about
stats data using 3 nooutput
left = STATS_min
right = STATS_max
stats data using 4 nooutput
low = STATS_min
high = STATS_max
if (figures == 2) { stats data using 5 nooutput; high = STATS_max }
if (log_x) { set logscale x 10; set xrange [left / 1.15:right * 1.15]; set xtics (0.1 0.1) } \
else { set xrange [left - 0.06 * (right - left):right + 0.06 * (right - left)] }
named = words(names) > 0
if (named) { set xrange [0.5:words(names) + 0.5]; set xtics (word(names, 1) 1); set for [i = 2:words(names)] xtics add (word(names, i) i) }
longest = 0
do for [name in names] { if (strlen(name) > longest) { longest = strlen(name) } }
if (named && letter * longest > panel_width / words(names)) { set xtics rotate by 40 right; page_bottom = page_bottom + 0.65 * letter * longest }
if (log_y) { set logscale y 10; low = round_down(low); high = round_up(high) } else { low = 0; high = 1.08 * high }
set yrange [low:(log_y ? 1.1 * high : high)]
if (!named) { set format x unit_x; if (log_x) { unset xtics; set for [i = 1:words(values)] xtics add (gprintf(unit_x, word(values, i) + 0) word(values, i) + 0); set xtics nomirror scale 0.6 textcolor rgb ink } }
eval axis_below(axis_x)
eval axis_left(axis_y, page_top, height - page_bottom)

# a transport that ignores the parameter is a line across without points
heeds(e, t) = is(e, t) && column(6) == 1
ignores(e, t) = is(e, t) && column(6) == 0
# what has names stands side by side, for there are no lines to tell it apart
x(t) = column(3) + (named ? 0.18 * (position(t) - 2.5) : 0)
joined = named ? 'points' : 'linespoints'
model = named ? 'points pt 5 ps 2 lc rgb band' : 'lines lc rgb band lw 9'
set multiplot
do for [panel = 1:panel_count] {
  eval panel_place
  if (log_y) { eval log_y_labels } else { set format y (panel == 1 ? unit_y : '') }
  engine = word(panels, panel)
  plot for [t in (modelled ? panel_series[panel] : '')] data using (is(engine, t) && (!log_y || column(7) > 0) ? x(t) : NaN):7 with @model notitle, \
    for [t in panel_series[panel]] data using (heeds(engine, t) ? x(t) : NaN):4 with @joined ls position(t) notitle, \
    for [t in panel_series[panel]] data using (ignores(engine, t) ? column(3) : NaN):4 with lines ls position(t) notitle, \
    for [t in (figures == 2 ? panel_series[panel] : '')] data using (heeds(engine, t) ? x(t) : NaN):5 with @joined ls 10 + position(t) notitle, \
    for [t in (figures == 2 ? panel_series[panel] : '')] data using (ignores(engine, t) ? column(3) : NaN):5 with lines ls 10 + position(t) notitle
  eval page_done
}
eval legend_page.'plot '.(modelled ? 'NaN with '.model.' title "model", ' : '').'for [t in series] NaN with '.joined.' ls position(t) title label(t)'
unset multiplot
