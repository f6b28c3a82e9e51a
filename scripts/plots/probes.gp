# The probes of searches for a capacity, in their order. TSV: engine, transport, number of the
# probe, value, result (held, failed or disturbed), the value that the search came to, name of the
# search; an empty line between searches. Variables beside those of panels.gp:
#   axis_y                 the title of the vertical axis
#   disturbed              whether there is a disturbed probe
panel_rows = 1
legend_entries = words(series) + 1 + disturbed
load plots.'/panels.gp'
load plots.'/page.gp'
stats data using 3 nooutput
last = STATS_max
stats data using 4 nooutput
low = round_down(STATS_min)
high = round_up(1.1 * STATS_max)
unit_y = '%g'
set logscale y 10
set yrange [low:high]
set xrange [0.5:last + 0.5]
set xtics 0, step(last, panel_width / 70.0)
set grid noxtics
eval axis_below('number of the probe')
eval axis_left(axis_y)

# one plot for all results of a transport: gnuplot warns of plots without a point
held_type(t) = 0 + word(point_types, (position(t) - 1) % words(point_types) + 1)
type(t) = strcol(5) eq 'held' ? held_type(t) : strcol(5) eq 'failed' ? 2 : 6
of(e, t) = is(e, t) ? column(3) : NaN
set multiplot
do for [panel = 1:panel_count] {
  eval panel_place
  eval log_y_labels
  engine = word(panels, panel)
  plot for [t in panel_series[panel]] data using (of(engine, t)):6 with lines lw 1 dt (6,3) lc rgb colour(t) notitle, \
    for [t in panel_series[panel]] data using (of(engine, t)):4 with lines lw 0.7 lc rgb pale(colour(t), 0.5) notitle, \
    for [t in panel_series[panel]] data using (of(engine, t)):4:(type(t)) with points pt variable ps 0.9 lw 1.6 lc rgb colour(t) notitle
  eval page_done
}
eval legend_page.'plot for [t in series] NaN with points ls position(t) title label(t), NaN with points pt 2 ps 0.9 lw 1.6 lc rgb quiet title "does not hold"'.(disturbed ? ', NaN with points pt 6 ps 0.9 lw 1.6 lc rgb quiet title "disturbed, repeated"' : '')
unset multiplot
