# Latency by percentile. TSV: engine, transport, 1/(1-p), latency in seconds, words
# for pointing.
panel_rows = 1
legend_entries = words(series)
load plots.'/panels.gp'
load plots.'/page.gp'
stats data using 4 nooutput
low = round_down(STATS_min)
high = round_up(STATS_max)
stats data using 3 nooutput
unit_y = seconds
set logscale xy 10
set yrange [low:high]
set xrange [1:1.05 * (STATS_max > 2 ? STATS_max : 2)]
set xtics ('50 %%' 2, '90 %%' 10, '99 %%' 100, '99.9 %%' 1000, '99.99 %%' 10000)
eval axis_below(narrow ? 'percentile' : 'percentile (share of the messages that took no longer)')
eval axis_left('latency, logarithmic')
set multiplot
do for [panel = 1:panel_count] {
  eval panel_place
  eval log_y_labels
  engine = word(panels, panel)
  if (panel_width < 300) { set xtics font ',11' }
  plot for [t in panel_series[panel]] data using (is(engine, t) ? column(3) : NaN):4 with lines ls position(t) notitle, \
    for [t in pointed(panel_series[panel])] data using (is(engine, t) && says(5) ? column(3) : NaN):4:5 @spot
  eval page_done
}
eval legend_lines
unset multiplot
