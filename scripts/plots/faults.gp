# Deliveries and new connections over time, faults shaded. TSV: engine, transport, second,
# messages delivered per second, connections opened and attempted per second. Set besides what
# panels.gp needs:
#   boxes                  array: begin, end and name of each fault, with blanks between
load plots.'/panels.gp'
stats data using 3 nooutput
last = STATS_max
stats data using ($4 > 0 ? $4 : NaN) nooutput
least_1 = STATS_min
usual_1 = STATS_median
most_1 = STATS_max
stats data using ($6 > $5 ? $6 : $5) nooutput
most_2 = STATS_max > 0 ? STATS_max : 1
panel_rows = 2
set xrange [0:last]
set grid noxtics
shade = '#e6e9ee'

name_of(box) = box[strlen(word(box, 1)) + strlen(word(box, 2)) + 3:*]
do for [b = 1:|boxes|] {
  from = word(boxes[b], 1) + 0
  to = word(boxes[b], 2) + 0
  if (to > from) {
    set object 100 + b rect from from, graph 0 to to, graph 1 behind fc rgb shade fs solid noborder
  } else {
    set arrow 100 + b from from, graph 0 to from, graph 1 nohead back lc rgb pale lw 1.2 dt (2,3)
  }
}
eval axis_below('second since the measured phase began')
set multiplot
do for [row = 1:2] {
  panel_row = row
  # where one burst would flatten all else: logarithmic, and what is 0 at the foot
  log_y = row == 1 && most_1 > 20 * usual_1
  foot = log_y ? least_1 / 2.0 : 0
  if (log_y) { set logscale y 10; set yrange [foot:2 * most_1] } \
  else { unset logscale y; set yrange [0:1.05 * (row == 1 ? most_1 : most_2)] }
  eval axis_left(row == 1 ? 'messages delivered per second'.(log_y ? ', logarithmic' : '') : 'connections opened per second, attempts dashed', row_top(2), row_top(2) + row_height(2))
  do for [panel = 1:panel_count] {
    eval panel_place
    if (row == 2) { unset label 3 }
    if (row == 1) {
      do for [b = 1:|boxes|] { set label 200 + b name_of(boxes[b]) at word(boxes[b], 1) + 0, graph 0.99 right rotate by 90 offset character -0.4, 0 font ",10" textcolor rgb 0x57606a noenhanced front }
    }
    set format y (panel == 1 ? '%.0f' : '')
    engine = word(panels, panel)
    plot for [t in panel_series[panel]] data using (is(engine, t) ? column(3) + 0.05 : NaN):(column(3 + row) > foot ? column(3 + row) : foot) with lines ls position(t) notitle, \
      for [t in panel_series[panel]] data using (row == 2 && is(engine, t) ? column(3) + 0.05 : NaN):6 with lines ls position(t) lw 0.7 dt (2,2) notitle
    eval page_done
    unset for [b = 1:|boxes|] label 200 + b
  }
}
unset for [b = 1:|boxes|] object 100 + b
unset for [b = 1:|boxes|] arrow 100 + b
eval legend_lines
unset multiplot
