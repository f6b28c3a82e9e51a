# Latency against a cost: a point for each cell, and the front of those that no other is below in
# both. TSV: engine, transport, cost and the ends of its whisker, latency in seconds and the ends of
# its whisker, whether the cell is on the front, whether it may not be ranked, words for pointing.
# Rows with "front" for a transport are the corners of the stairs. Variables beside those of
# panels.gp:
#   axis_x, unit           the title of the horizontal axis, and its unit (s or B)
#   log_x, marked          whether that axis is logarithmic, and whether a cell must be marked
panel_rows = 1
legend_entries = words(series) + 1 + (marked ? 1 : 0)
load plots.'/panels.gp'
load plots.'/page.gp'
is_cell(value) = strcol(2) eq 'front' ? NaN : value
stats data using (is_cell(column(7) < column(6) ? column(7) : column(6))) nooutput
low = round_down(STATS_min)
stats data using (is_cell(column(8) > column(6) ? column(8) : column(6))) nooutput
high = round_up(1.05 * STATS_max)
stats data using (is_cell(column(4) < column(3) ? column(4) : column(3))) nooutput
left = STATS_min
stats data using (is_cell(column(5) > column(3) ? column(5) : column(3))) nooutput
right = STATS_max
unit_y = seconds
set logscale y 10
set yrange [low:high]
if (log_x) {
  left = round_down(left)
  right = round_up(1.05 * right)
  set logscale x 10
  set xrange [left:right]
  set format x format_of(unit)
  # 2 and 5 are labelled too where they have room
  if (panel_width / log10(right / left) > 190) {
    set for [d = -9:9] xtics add (gprintf(format_of(unit), 2 * 10.0 ** d) 2 * 10.0 ** d)
    set for [d = -9:9] xtics add (gprintf(format_of(unit), 5 * 10.0 ** d) 5 * 10.0 ** d)
  }
} else {
  right = right > 0 ? 1.08 * right : 1
  set xrange [0:right]
  by = step(right, panel_width / 75.0)
  set xtics ('0' 0)
  do for [i = 1:int(right / by)] { set xtics add (tic_text(i * by, by, unit) i * by) }
}
eval axis_below(axis_x.(log_x ? ', logarithmic' : ''))
eval axis_left('mean latency, logarithmic')

# hollow points, in the order of the filled ones
front(e, t) = is(e, t) && column(9) == 1
behind(e, t) = is(e, t) && column(9) == 0
stairs = 'with steps lc rgb model lw 2'
whiskers = 'with xyerrorbars pt -1 lw 1 dt solid'
set multiplot
do for [panel = 1:panel_count] {
  eval panel_place
  eval log_y_labels
  engine = word(panels, panel)
  lines = panel_series[panel]
  plot data using (is(engine, 'front') ? column(3) : NaN):6 @stairs notitle, \
    for [t in lines] data using (is(engine, t) ? column(3) : NaN):6:4:5:7:8 @whiskers lc rgb colour(t) notitle, \
    for [t in lines] data using (behind(engine, t) ? column(3) : NaN):6 with points ls 10 + position(t) notitle, \
    for [t in lines] data using (front(engine, t) ? column(3) : NaN):6 with points ls position(t) ps 1.2 notitle, \
    for [t in pointed(lines)] data using (is(engine, t) ? column(3) : NaN):6:11 @spot, \
    for [t in (marked ? lines : '')] data using (is(engine, t) && column(10) == 1 ? column(3) : NaN):6 with points pt 2 ps 1.6 lw 2 lc rgb bad notitle
  eval page_done
}
eval legend_page.'plot for [t in series] NaN with points ls position(t) ps 1.2 title label(t), NaN @stairs title "front"'.(marked ? ', NaN with points pt 2 ps 1.6 lw 2 lc rgb bad title "not ranked"' : '')
unset multiplot
