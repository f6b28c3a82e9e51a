# Deliveries and new connections over time, faults shaded. TSV: engine, transport, second,
# messages delivered per second, connections opened and attempted per second, and the words for
# pointing in the upper and the lower row. Variable beside those of panels.gp:
#   boxes                  array: begin, end and name of each fault, separated by spaces
#   point_s                seconds that a row is of
panel_rows = 2
legend_entries = words(series)
load plots.'/panels.gp'
load plots.'/page.gp'
stats data using 3 nooutput
last = STATS_max > 0 ? STATS_max : 1
stats data using ($4 > 0 ? $4 : NaN) nooutput
least_1 = STATS_min
usual_1 = STATS_median
most_1 = STATS_max
stats data using ($6 > $5 ? $6 : $5) nooutput
most_2 = STATS_max > 0 ? STATS_max : 1
set xrange [0:last]
set xtics step(last, panel_width / 70)
set grid noxtics

name_of(box) = box[strlen(word(box, 1)) + strlen(word(box, 2)) + 3:*]
do for [b = 1:|boxes|] {
  from = word(boxes[b], 1) + 0
  to = word(boxes[b], 2) + 0
  if (to > from) {
    set object 100 + b rect from from, graph 0 to to, graph 1 behind fc rgb shaded fs solid border lc rgb axis_colour lw 0.8
  } else {
    set arrow 100 + b from from, graph 0 to from, graph 1 nohead back lc rgb axis_colour lw 1.2 dt (2,3)
  }
}
# logarithmic if one burst would flatten all else; zeros are drawn at the lower edge
log_1 = most_1 > 20 * usual_1
foot_1 = log_1 ? least_1 / 2.0 : 0
# the axis is extended to make room for the names of the faults above the highest line
room = 130.0 / row_height
room = room > 0.6 ? 0.6 : room
top_1 = log_1 ? foot_1 * (1.3 * most_1 / foot_1) ** (1 / (1 - room)) : most_1 * 1.05 / (1 - room)
# lines that coincide show as bands: each is narrower than the one below it
place(t) = sum [i = 1:words(series)] (word(series, i) eq t ? i : 0)
width(t) = 1.3 + 1.6 * (words(series) - place(t))
eval axis_below('second since the measured phase began')
set multiplot
do for [panel_row = 1:2] {
  if (panel_row == 1 && log_1) { set logscale y 10; set yrange [foot_1:top_1]; set ytics 1, 10, 1.3 * most_1 }
  if (panel_row == 1 && !log_1) { unset logscale y; set yrange [0:top_1]; set ytics step(top_1, 5) }
  if (panel_row == 2) { unset logscale y; set yrange [0:1.05 * most_2]; set ytics step(most_2, 4) }
  foot = panel_row == 1 ? foot_1 : 0
  eval axis_left(panel_row == 1 ? (log_1 ? 'messages delivered per second, logarithmic' : 'messages delivered per second') : 'connections opened per second')
  do for [panel = 1:panel_count] {
    eval panel_place
    if (panel_row == 1) {
      do for [b = 1:|boxes|] { set label 200 + b name_of(boxes[b]) at word(boxes[b], 1) + 0, graph 0.99 right rotate by 90 offset character 0.9, 0 font ",10" textcolor rgb quiet front }
    }
    set format y (labelled(panel) ? '%.0s%c' : '')
    engine = word(panels, panel)
    plot for [t in panel_series[panel]] data using (is(engine, t) ? column(3) + point_s / 2 : NaN):(column(3 + panel_row) > foot ? column(3 + panel_row) : foot) with lines lc rgb colour(t) lw width(t) notitle, \
      for [t in panel_series[panel]] data using (panel_row == 2 && is(engine, t) ? column(3) + point_s / 2 : NaN):6 with lines ls position(t) lw 0.7 dt (2,2) notitle, \
      for [t in pointed(panel_series[panel])] data using (is(engine, t) && says(6 + panel_row) ? column(3) + point_s / 2 : NaN):(column(3 + panel_row) > foot ? column(3 + panel_row) : foot):(strcol(6 + panel_row)) @spot
    eval page_done
    unset for [b = 1:|boxes|] label 200 + b
  }
}
unset for [b = 1:|boxes|] object 100 + b
unset for [b = 1:|boxes|] arrow 100 + b
eval legend_page.'plot for [t in series] NaN with lines lc rgb colour(t) lw width(t) title label(t)'
unset multiplot
