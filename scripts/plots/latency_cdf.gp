# Cumulative distribution of latency. TSV: engine, transport, latency in seconds,
# percentage of the messages with at most this latency, words for pointing.
panel_rows = 1
legend_entries = words(series)
load plots.'/panels.gp'
load plots.'/page.gp'
stats data using 3 nooutput
low = round_down(STATS_min)
high = round_up(STATS_max)
set logscale x 10
set xrange [low:high]
set yrange [0:100]
set format x seconds
if (high / low < (narrow ? 100 : 1000)) {
  set for [d = -9:3] xtics add (gprintf(seconds, 2 * 10.0 ** d) 2 * 10.0 ** d)
  set for [d = -9:3] xtics add (gprintf(seconds, 5 * 10.0 ** d) 5 * 10.0 ** d)
}
eval axis_below('latency, logarithmic')
eval axis_left('messages that took no longer (%)')
set multiplot
do for [panel = 1:panel_count] {
  eval panel_place
  set format y (labelled(panel) ? '%.0f' : '')
  engine = word(panels, panel)
  plot for [t in panel_series[panel]] data using (is(engine, t) ? column(3) : NaN):4 with lines ls position(t) notitle, \
    for [t in pointed(panel_series[panel])] data using (is(engine, t) && says(5) ? column(3) : NaN):4:5 @spot
  eval page_done
}
eval legend_lines
unset multiplot
