# A figure against a swept parameter. TSV: engine, transport, x, figure, second
# figure or nothing, whether the transport heeds the parameter, the model or nothing. Set besides:
#   names                  the values of x, separated by spaces: x is their position;
#                          empty where x is a number
#   log_x, log_y           whether the axes are logarithmic
#   axis_x, axis_y         what they are, with units; unit_x, unit_y: tic formats
#   modelled               whether there is a model to draw
#   figures                1, or 2: lower and upper figure (median, 99th percentile)
load plots.'/panels.gp'
band = '#ccd2da' # the model, behind what was measured
stats data using 3 nooutput
left = STATS_min
right = STATS_max
stats data using 4 nooutput
low = STATS_min
high = STATS_max
if (figures == 2) { stats data using 5 nooutput; high = STATS_max }
if (log_x) { set logscale x 10; set xrange [left / 1.15:right * 1.15]; set xtics (0.1 0.1) } \
else { set xrange [left - 0.06 * (right - left):right + 0.06 * (right - left)] }
if (words(names) > 0) { set xrange [0.5:words(names) + 0.5]; set xtics (word(names, 1) 1); set for [i = 2:words(names)] xtics add (word(names, i) i) }
if (log_y) { set logscale y 10; low = round_down(low); high = round_up(high) } else { low = 0; high = 1.08 * high }
set yrange [low:(log_y ? 1.1 * high : high)]
if (words(names) == 0) { set format x unit_x; if (log_x) { unset xtics; set for [i = 1:words(values)] xtics add (gprintf(unit_x, word(values, i) + 0) word(values, i) + 0); set xtics nomirror scale 0.6 textcolor rgb ink } }
eval axis_below(axis_x)
eval axis_left(axis_y, page_top, height - page_bottom)

# a transport that ignores the parameter is a line across without points
heeds(e, t) = is(e, t) && column(6) == 1
ignores(e, t) = is(e, t) && column(6) == 0
set multiplot
do for [panel = 1:panel_count] {
  eval panel_place
  if (log_y) { eval log_y_labels } else { set format y (panel == 1 ? unit_y : '') }
  engine = word(panels, panel)
  plot for [t in (modelled ? panel_series[panel] : '')] data using (is(engine, t) && (!log_y || column(7) > 0) ? column(3) : NaN):7 with lines lc rgb band lw 9 notitle, \
    for [t in panel_series[panel]] data using (heeds(engine, t) ? column(3) : NaN):4 with linespoints ls position(t) notitle, \
    for [t in panel_series[panel]] data using (ignores(engine, t) ? column(3) : NaN):4 with lines ls position(t) notitle, \
    for [t in (figures == 2 ? panel_series[panel] : '')] data using (heeds(engine, t) ? column(3) : NaN):5 with linespoints ls 10 + position(t) notitle, \
    for [t in (figures == 2 ? panel_series[panel] : '')] data using (ignores(engine, t) ? column(3) : NaN):5 with lines ls 10 + position(t) notitle
  eval page_done
}
eval legend_page.'plot '.(modelled ? 'NaN with lines lc rgb band lw 9 title "model", ' : '').'for [t in series] NaN with linespoints ls position(t) title label(t)'
unset multiplot
