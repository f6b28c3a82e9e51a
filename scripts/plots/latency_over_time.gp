# Latency in each second of the measured phase. TSV: engine, transport, second,
# median and 99th percentile in seconds. The upper row shows the medians.
load plots.'/panels.gp'
stats data using 4 nooutput
low = round_down(STATS_min)
stats data using 5 nooutput
high = round_up(STATS_max)
stats data using 3 nooutput
unit_y = seconds
panel_rows = 2
set logscale y 10
set yrange [low:high]
set xrange [0:STATS_max + 1]
if (STATS_max < 13) { set xtics 1 }
eval axis_below('second since the measured phase began')
set multiplot
do for [row = 1:2] {
  panel_row = row
  eval axis_left(row == 1 ? 'median, logarithmic' : '99th percentile, logarithmic', row_top(2), row_top(2) + row_height(2))
  do for [panel = 1:panel_count] {
    eval panel_place
    if (row == 2) { unset label 3 }
    eval log_y_labels
    engine = word(panels, panel)
    plot for [t in panel_series[panel]] data using (is(engine, t) ? column(3) + 0.5 : NaN):(column(3 + row)) with linespoints ls position(t) notitle
    eval page_done
  }
}
eval legend_points
unset multiplot
