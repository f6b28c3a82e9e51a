# One panel an engine, side by side, one line a transport; all panels share their
# axes. A chart sets, besides what style.gp needs,
#   panels                 engines, e.g. 'lws civetweb'
#   panel_series           array: for each panel the transports that have data
#   series                 the transports of the whole chart
# and before each plot `panel = i; eval panel_place`.

panel_count = words(panels)
page_left = 96
page_right = 36
page_top = 96
page_bottom = 104
gutter = 40
panel_width = (width - page_left - page_right - (panel_count - 1) * gutter) / (1.0 * panel_count)

# rows of panels: row 1 is the upper one
panel_rows = 1
row_gap = 40
panel_row = 1
row_height(n) = (height - page_top - page_bottom - (n - 1) * row_gap) / (1.0 * n)
row_top(n) = page_top + (panel_row - 1) * (row_height(n) + row_gap)

panel_place = \
  'set lmargin at screen from_left(page_left + (panel - 1) * (panel_width + gutter));'. \
  'set rmargin at screen from_left(page_left + (panel - 1) * (panel_width + gutter) + panel_width);'. \
  'set tmargin at screen from_top(row_top(panel_rows));'. \
  'set bmargin at screen from_top(row_top(panel_rows) + row_height(panel_rows));'. \
  'set label 3 engine_label(word(panels, panel)) at graph 0, graph 1 offset 0,0.9 left font ",12" textcolor rgb ink;'

# the lines of one panel are the rows of the TSV that carry its two names
is(e, t) = strcol(1) eq e && strcol(2) eq t

# a logarithmic axis from `low` to `high`, widened to round figures
log_floor(v) = 10 ** floor(log10(v) + 1e-9)
round_down(v) = v >= 5 * log_floor(v) ? 5 * log_floor(v) : v >= 2 * log_floor(v) ? 2 * log_floor(v) : log_floor(v)
round_up(v) = v <= log_floor(v) * 1.0000001 ? log_floor(v) : v <= 2 * log_floor(v) ? 2 * log_floor(v) : v <= 5 * log_floor(v) ? 5 * log_floor(v) : 10 * log_floor(v)

# Labels stand on the first panel of a row only. Where the axis spans less than
# three decades, 2 and 5 are labelled as well as 1.
log_y_labels = 'set format y (panel == 1 ? unit_y : ""); set ytics autofreq;'. \
  'if (high / low < 1000) {'. \
  '  set for [d = -9:9] ytics add ((panel == 1 ? gprintf(unit_y, 2 * 10.0 ** d) : "") 2 * 10.0 ** d);'. \
  '  set for [d = -9:9] ytics add ((panel == 1 ? gprintf(unit_y, 5 * 10.0 ** d) : "") 5 * 10.0 ** d) }'
