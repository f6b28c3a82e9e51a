# What searches for a capacity found. TSV: engine, transport, place of the bar within its engine,
# the greatest value that holds, the least that does not, whether the first is a capacity, the
# answer in words, name of the search. Variable beside those of panels.gp:
#   axis_y                 the title of the vertical axis
panel_rows = 1
legend_entries = words(series)
load plots.'/panels.gp'
load plots.'/page.gp'
stats data using 3 nooutput
places = STATS_max
stats data using 5 nooutput
top = 1.12 * STATS_max
by = step(top, 6)
set yrange [0:top]
set xrange [0.4:places + 0.6]
set xtics ('' 1)
set grid noxtics
set boxwidth 0.62
eval axis_left(axis_y)

of(e, t) = is(e, t) ? column(3) : NaN
# one plot for both kinds of bars: gnuplot warns of plots without one
shade(t) = column(6) == 1 ? colour(t) : pale(colour(t), 0.25)
set multiplot
do for [panel = 1:panel_count] {
  eval panel_place
  set ytics ('' 0)
  do for [i = 0:int(top / by)] { set ytics add ((labelled(panel) ? sprintf('%g', i * by) : '') i * by) }
  engine = word(panels, panel)
  plot for [t in panel_series[panel]] data using (of(engine, t)):4:(shade(t)) with boxes fs solid noborder lc rgb variable notitle, \
    for [t in panel_series[panel]] data using (of(engine, t)):4:(0):(column(5) - column(4)) with vectors nohead lw 1.4 lc rgb ink notitle, \
    for [t in panel_series[panel]] data using (of(engine, t)):5:(strcol(7)) with labels center offset 0,0.7 font ",11" textcolor rgb ink notitle
  eval page_done
}
eval legend_page.'plot for [t in series] NaN with boxes fs solid noborder lc rgb colour(t) title label(t)'
unset multiplot
