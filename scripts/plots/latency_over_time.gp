# Latency in each second of the measured phase. TSV: engine, transport, second,
# median and 99th percentile in seconds, deliveries, words for pointing. The upper row shows the
# medians.
panel_rows = 2
legend_entries = words(series)
load plots.'/panels.gp'
load plots.'/page.gp'
stats data using 4 nooutput
low = round_down(STATS_min)
stats data using 5 nooutput
high = round_up(STATS_max)
stats data using 3 nooutput
last = STATS_max
unit_y = seconds
set logscale y 10
set yrange [low:high]
set xrange [0:last + 1]
if (last < 13) { set xtics 1 }
eval axis_below('second since the measured phase began')
set multiplot
do for [panel_row = 1:2] {
  eval axis_left(panel_row == 1 ? 'median, logarithmic' : '99th percentile, logarithmic')
  do for [panel = 1:panel_count] {
    eval panel_place
    eval log_y_labels
    engine = word(panels, panel)
    plot for [t in panel_series[panel]] data using (is(engine, t) ? column(3) + 0.5 : NaN):(column(3 + panel_row)) with linespoints ls position(t) notitle, \
      for [t in pointed(panel_series[panel])] data using (is(engine, t) && says(7) ? column(3) + 0.5 : NaN):(column(3 + panel_row)):7 @spot
    eval page_done
  }
}
eval legend_points
unset multiplot
